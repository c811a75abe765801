"""Web chat: one conversation by instant messages, kept message by message before anybody sees it."""
