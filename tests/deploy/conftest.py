"""Databases for the tests of what is shipped to operate zilv."""

from tests.gate.conftest import folder, server, stores

__all__ = ["folder", "server", "stores"]
