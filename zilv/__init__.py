"""zilv (自律): makes debt collection keep the rules, and proves it."""

__version__ = "0.1.0"
