"""Speed of `utils.reference` as ratios to torch and torchvision, measured side by side; RESULTS.md holds the table."""
