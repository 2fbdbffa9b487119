"""Whether the heads have learnt conduct or only what collectors talk of."""
