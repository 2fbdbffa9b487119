"""What was said, turn by turn: one shape for calls, messages and chats, and the readers that make it."""
