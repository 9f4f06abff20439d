"""What the lectures and homeworks look at: found, fetched, checked, or rendered."""
