"""One idea each: state in Python, everything that is shown computed in the page, so that it lives without a kernel."""
