"""What is judged: an attempt is one try to reach a person about a debt (催收触达)."""
