"""What was said in calls, messages and chats, and what of it the rules forbid."""
