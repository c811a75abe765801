"""From what was read to an evaluation whose every figure may leave the service. Pure: no database, no clock."""
