"""A second reader: a language model, self-hosted or not, that may add to the first reading and never take from it."""
