"""Grammar: which of an engine's matches are worth a word to an editor, and which word."""
