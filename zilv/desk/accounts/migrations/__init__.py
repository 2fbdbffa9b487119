"""How the accounts' table came to be, one step a file."""
