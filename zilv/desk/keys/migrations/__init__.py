"""How the keys' tables came to be, one step a file."""
