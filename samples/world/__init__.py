"""Who is who, what happened, and what the law must say of it."""
