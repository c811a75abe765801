"""A return: the protected figures of a month or a quarter, as they leave the service."""
