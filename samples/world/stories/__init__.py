"""What went wrong, and what nearly did: one function a story, its findings beside each attempt."""
