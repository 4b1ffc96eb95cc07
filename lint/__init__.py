"""Copydesk: lints a corpus of Markdown articles the way a copy desk would read it."""

__version__ = "0.1.0"
