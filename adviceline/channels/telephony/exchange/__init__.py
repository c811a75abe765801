"""The exchange itself: what Asterisk is told, made from one settings file; what it says aloud; what it tells as it happens."""
