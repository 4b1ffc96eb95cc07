"""Stet: letting a finding stand, with a reason, in the article itself or in a file of decisions beside it."""
