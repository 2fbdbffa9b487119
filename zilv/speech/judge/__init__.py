"""Finds the acts of the collector and the signals of the other side, turn by turn, each with its reason."""
