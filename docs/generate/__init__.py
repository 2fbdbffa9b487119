"""Writes `docs/reference` from the code, so that what is documented is what is there: `python -m docs.generate`."""
