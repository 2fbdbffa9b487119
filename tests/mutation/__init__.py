"""How small changes of the checks are made and tried; `tests/mutants.py` does both."""
