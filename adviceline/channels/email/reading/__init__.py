"""Reading mailboxes over IMAP: what is where, how far we are, and the loop that stays."""
