"""Made inside the service (see in_service): staff who chat."""

from __future__ import annotations

from tests.support import people


def make(role: str = "adviser", name: str = "Alex Sample") -> str:
    """The name by which they sign in to the demo."""
    return people.somebody(role, name=name, strong=False, is_fictional=True).name
