"""In front of Django: every request is known, bounded, authenticated and logged here; the hot path is answered here."""
