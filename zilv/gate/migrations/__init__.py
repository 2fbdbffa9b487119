"""How the gate's tables came to be, one step a file."""
