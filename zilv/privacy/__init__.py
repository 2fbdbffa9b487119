"""Personal information: kept out of everything that does not need it."""
