"""The telephone: what an Asterisk exchange wrote down, read as calls."""
