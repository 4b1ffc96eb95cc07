"""What was there before: in the baseline, or at a revision; and what of a report is new."""
