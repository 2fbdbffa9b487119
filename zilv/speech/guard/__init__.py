"""The guard: what a bot, or a message before it is sent, is about to say, judged before anybody hears it."""
