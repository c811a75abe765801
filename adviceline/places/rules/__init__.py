"""Pure decisions about places: what the register's codes mean, and how names are compared."""
