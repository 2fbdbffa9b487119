"""The closed set of check kinds, one a file: fields (the law's numbers), sweep, sentence."""
