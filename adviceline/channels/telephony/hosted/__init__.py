"""A hosted provider in place of an exchange of our own: its webhooks come in, and the call is counted as any other."""
