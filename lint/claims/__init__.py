"""Claims: sentences of which a reader could ask "says who?", and whether a source is in their reach.

Read in this order: `unsupported` (the walk through an article), `reading` (a sentence made ready), `cues` (what it
says), `suppress` (why it need not be sourced), `support` (whether it is), `lexicon` (the data behind them). The data
are for English; an article that says it is in another language is passed over.
"""
