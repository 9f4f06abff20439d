"""What the lectures and homeworks of the course share: the map of its rooms stands in README.md."""
