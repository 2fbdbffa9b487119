"""A small invented world, and the script that writes it."""
