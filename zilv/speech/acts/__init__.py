"""The acts and signals, a folder each: what it is, how it is said, examples for and against."""
