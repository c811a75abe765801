"""Which step an example may take, and by whom. Whoever wrote or sent it never approves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from adviceline.accounts.roles import ROLES, Permission


@dataclass(frozen=True)
class Step:
    """From which states, to which, with which permission; `apart` when its authors may not take it."""

    verb: str
    before: tuple[str, ...]
    after: str
    needs: Permission
    apart: bool = False


STEPS = {
    "change": Step("changed", ("draft",), "draft", Permission.EDIT_CONTENT),
    "submit": Step("sent for approval", ("draft",), "in_review", Permission.EDIT_CONTENT),
    "send_back": Step("sent back", ("in_review",), "draft", Permission.SIGN_CONTENT),
    "approve": Step("approved", ("in_review",), "approved", Permission.SIGN_CONTENT, apart=True),
    "publish": Step("published", ("approved",), "published", Permission.EDIT_CONTENT),
    "withdraw": Step("withdrawn", ("approved", "published"), "withdrawn", Permission.EDIT_CONTENT),
    "reopen": Step("opened again", ("withdrawn",), "draft", Permission.EDIT_CONTENT),
}
_STATES = {
    "draft": "is a draft",
    "in_review": "is waiting for approval",
    "approved": "is approved",
    "published": "is published",
    "withdrawn": "is withdrawn",
}


def why_not(step: str, *, state: str, roles: Collection[str], person: int, authors: Collection[int]) -> str:
    """Why somebody with these roles cannot take a step now; empty when they can. `authors` are ids of people."""
    rule = STEPS[step]
    if state not in rule.before:
        return (
            f"This example {_STATES[state]}, so it cannot be {rule.verb} now. Load the page again to see it as it is."
        )
    if not any(rule.needs in ROLES[role].permissions for role in roles if role in ROLES):
        return f"Your role does not let an example be {rule.verb}."
    if rule.apart and person in authors:
        return "You wrote or sent this example, so another person has to approve it."
    return ""


def role_for(roles: Collection[str], needs: Permission) -> str:
    """The label of the role in which somebody takes a step."""
    return next((ROLES[role].label for role in roles if role in ROLES and needs in ROLES[role].permissions), "")
