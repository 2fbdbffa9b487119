"""For diallers that cannot ask before each call: a whole call list asked at once, and divided by the answers."""
