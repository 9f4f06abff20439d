"""What authors run: normalise, execute, build the book."""
