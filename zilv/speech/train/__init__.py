"""Makes the heads from dialogues that people have read through; needs scikit-learn (extra `train`)."""
