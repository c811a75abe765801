"""Definitions of every figure that leaves the service. Pure: no Django, no files, no clock."""
