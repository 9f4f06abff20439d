"""What runs inside the sandbox. It stands alone, on the standard library and IPython; nothing out here trusts it."""
