"""The life of a claim: which steps there are, from which states, and by whom. Pure.

    prepared → signed → released

Two people, never one: whoever signed first does not sign again, and whoever drew it up does not release it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from adviceline.accounts.roles import ROLES, Permission

STATES = {"prepared": "Drawn up", "signed": "Signed by one", "released": "Released"}
DISPUTE_STATES = {"raised": "Raised", "upheld": "Upheld", "rejected": "Rejected", "withdrawn": "Withdrawn"}
#: step → (from, to); to None: it stays.
CLAIM: dict[str, tuple[tuple[str, ...], str | None]] = {
    "draw_up": (("prepared",), "prepared"),
    "sign": (("prepared",), "signed"),
    "send_back": (("signed",), "prepared"),
    "release": (("signed",), "released"),
    "dispute": (("released",), None),
    "contest": (("released",), None),
    "receive": (("released",), None),
}
DISPUTE: dict[str, tuple[tuple[str, ...], str | None]] = {
    "uphold": (("raised",), "upheld"),
    "reject": (("raised",), "rejected"),
    "withdraw": (("raised",), "withdrawn"),
}


@dataclass(frozen=True, slots=True)
class Needs:
    """`done`: how the words go on after 'a claim is …'."""

    permission: Permission
    done: str


NEEDS = {
    "draw_up": Needs(Permission.MANAGE_MONEY, "drawn up"),
    "sign": Needs(Permission.MANAGE_MONEY, "signed first"),
    "send_back": Needs(Permission.SIGN_CLAIMS, "sent back"),
    "release": Needs(Permission.SIGN_CLAIMS, "signed second and released"),
    "dispute": Needs(Permission.MANAGE_MONEY, "disputed"),
    "contest": Needs(Permission.DISPUTE_CLAIMS, "disputed"),
    "receive": Needs(Permission.MANAGE_MONEY, "marked as paid"),
}


def why_not(step: str, *, name: str, state: str, roles: Collection[str]) -> str:
    """Why somebody with these roles cannot take the step now; empty when they can."""
    needs = NEEDS[step]
    if not any(needs.permission in ROLES[role].permissions for role in roles if role in ROLES):
        who = " or ".join(role.label for role in ROLES.values() if needs.permission in role.permissions)
        return f"A claim is {needs.done} by somebody with this role: {who}."
    if state not in CLAIM[step][0]:
        return f"The claim of {name} is {STATES[state].lower()}, so it cannot be {needs.done} now."
    return ""


def why_not_second(*, person: int, drawn_up_by: int, signed_by: int | None) -> str:
    """The second signature is another person's."""
    if person == signed_by:
        return "You signed this claim first, so somebody else must sign it second: two people, never one."
    if person == drawn_up_by:
        return "You drew this claim up, so somebody else must release it: two people, never one."
    return ""
