"""Where a student's code runs: no network, no files but its own and Python's, and limits that are kept from outside."""
