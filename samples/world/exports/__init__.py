"""The Monday after, 2026-03-16, as each dialler exports it: one module a source format."""
