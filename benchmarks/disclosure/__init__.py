"""Disclosure control of random and of published systems: what leaks afterwards, what it costs, and how long it takes."""
