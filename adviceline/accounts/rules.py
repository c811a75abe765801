"""Who may change whose account, and what a person's name and roles may be. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from adviceline.accounts.roles import ROLES, Permission, permissions_of

LONGEST_NAME = 120


def clean_name(name: str) -> str:
    """The name on one line without odd spaces; empty when nothing is left."""
    return " ".join(name.split())[:LONGEST_NAME]


def clean_email(email: str) -> str:
    """The address as it is kept and compared: lower case throughout, since people type it either way."""
    return email.strip().lower()


def unknown_roles(codes: Iterable[str]) -> list[str]:
    """The codes that name no role, sorted."""
    return sorted(set(codes) - ROLES.keys())


def in_order(codes: Iterable[str]) -> list[str]:
    """Each role once, in the order of the register of roles."""
    given = set(codes)
    return [code for code in ROLES if code in given]


def manages_people(codes: list[str]) -> bool:
    return Permission.MANAGE_PEOPLE in permissions_of(codes)


def labels(codes: Iterable[str]) -> list[str]:
    """What people call the roles."""
    return [ROLES[code].label for code in in_order(codes)]
