"""From a dialler's export to canonical attempts: one file per source format, nothing lost on the way."""
