"""E-mail: messages from files and mailboxes, read as what a person (or a machine) sent."""
