"""The law as data, and the one judgement that reads it. Pure: time, history and law are arguments."""
