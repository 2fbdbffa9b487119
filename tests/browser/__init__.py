"""What a person sees, tried in a real Chromium."""
