"""Keys: what machines and named persons show at the gate's door."""
