"""What must hold for every attempt, history and registers, tried on thousands invented by hypothesis."""
