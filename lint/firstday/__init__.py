"""What a corpus looks like on the first day, and the settings that this leads to."""
