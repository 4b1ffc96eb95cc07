"""What a corpus repeats, word for word or nearly, as groups with all their places. One module a step of the method.

units → grams → (postings and `absorb`, or `bulk`) → similar, held → leaders → passages → templates → twins → within →
groups; `slots` says a template in words, `inside` where in the source a part of a sentence stands.

A *text* is a normalised sentence, known by the 64-bit hash of its words; a *spot* is one place where it stands.
Two texts that share a gram and pass the rule of `similar` are *near*; of those that do not, a longer one may *hold* the
shorter. What is near what, and where each repeated
text stands, is kept in the index and brought up to date with the articles that changed (`absorb`), or, when most of
the corpus is new, worked out at once for all (`bulk`). Both come to the same.
"""
