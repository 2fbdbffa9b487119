"""The command line: one module a command; nothing is imported before the command that needs it is run."""
