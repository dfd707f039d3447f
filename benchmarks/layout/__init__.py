"""Made-up reports laid out in the ways that units lay out their forms.

`sheet` holds a form before it has a layout and draws it; each function of `columns` and `blocks` changes one thing of
it, so that ways can be combined; `words` are header words that no lexicon knows. Nothing here knows how a form is read.
"""
