"""Speed and quality, measured by hand and by name."""
