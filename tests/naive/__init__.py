"""A third reading of the law, from its words alone: slow, plain, and sharing no code with the judgement."""
