"""One runnable file per performance claim; each prints a ratio against a named peer or limit of the same run."""
