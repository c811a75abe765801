"""The public site: no account, phone first, every page without JavaScript."""
