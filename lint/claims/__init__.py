"""Claims: does a sentence assert something that a reader could ask "says who?" about, and is a source in reach?

Read in this order: `lexicon` (the data), `cues` (what a sentence says), `suppress` (why it need not be sourced),
`support` (whether it is). `lint.checks.claims` walks an article through them.
"""
