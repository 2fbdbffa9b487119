"""How well acts are found: precision and recall with their intervals, on dialogues that people have read through."""
