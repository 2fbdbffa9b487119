"""Webhooks out: what happened at a lender is sent where it asked for it, signed, in order, until it was taken."""
