"""Contacts as one page that opens offline: waveform, transcript, what was found in it and by which law."""
