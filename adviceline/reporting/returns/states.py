"""The life of a return: which steps there are, from which states, and by whom. Pure.

    prepared → protected → signed → released

Two people, never one: whoever prepared or protected a return, or wrote its commentary, cannot sign it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from adviceline.accounts.roles import ROLES, Permission


class State(StrEnum):
    PREPARED = "prepared"
    PROTECTED = "protected"
    SIGNED = "signed"
    RELEASED = "released"


LABELS = {
    State.PREPARED: "Prepared",
    State.PROTECTED: "Protected",
    State.SIGNED: "Signed",
    State.RELEASED: "Released",
}


@dataclass(frozen=True, slots=True)
class Step:
    """`done`: how the words go on after 'cannot be …'. `end` None: it stays. `apart`: not by those who made it."""

    starts: tuple[State, ...]
    end: State | None
    needs: Permission
    done: str
    apart: bool = False


_DRAFT = (State.PREPARED, State.PROTECTED)
STEPS: dict[str, Step] = {
    "prepare": Step(_DRAFT, State.PREPARED, Permission.PREPARE_RETURNS, "prepared again"),
    "write": Step(_DRAFT, None, Permission.PREPARE_RETURNS, "commented on"),
    "review": Step(_DRAFT, None, Permission.SIGN_RETURNS, "reviewed"),
    "protect": Step(_DRAFT, State.PROTECTED, Permission.PREPARE_RETURNS, "protected"),
    "attack": Step((State.PROTECTED, State.SIGNED), None, Permission.PREPARE_RETURNS, "attacked"),
    "sign": Step((State.PROTECTED,), State.SIGNED, Permission.SIGN_RETURNS, "signed", apart=True),
    "send_back": Step((State.SIGNED,), State.PROTECTED, Permission.SIGN_RETURNS, "sent back"),
    "release": Step((State.SIGNED,), State.RELEASED, Permission.RELEASE_RETURNS, "released"),
    "revise": Step((State.RELEASED,), None, Permission.PREPARE_RETURNS, "revised"),
}


def why_not(step: str, *, name: str, state: str, roles: Collection[str]) -> str:
    """Why somebody with these roles cannot take the step now; empty when they can."""
    rule = STEPS[step]
    if not any(rule.needs in ROLES[role].permissions for role in roles if role in ROLES):
        return f"A return is {rule.done} by somebody with one of these roles: {roles_with(rule.needs)}."
    if State(state) not in rule.starts:
        return f"Return {name} is {LABELS[State(state)].lower()}, so it cannot be {rule.done}."
    return ""


def why_not_apart(*, person: int, makers: Collection[int], name: str) -> str:
    """Whoever made it may not sign it."""
    if person in makers:
        return (
            f"You prepared or protected return {name}, or wrote part of it, so somebody else must sign it: two people, "
            "never one."
        )
    return ""


def roles_with(permission: Permission) -> str:
    return " or ".join(role.label for role in ROLES.values() if permission in role.permissions)


def role_in_which(roles: Collection[str], permission: Permission) -> str:
    """What of the roles held permits it, as people call it: kept beside the act."""
    return next((ROLES[code].label for code in roles if code in ROLES and permission in ROLES[code].permissions), "")


def mermaid() -> str:
    """The steps as a diagram for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> prepared: prepare", "    [*] --> prepared: revise"]
    lines += [
        f"    {start} --> {step.end or start}: {name}"
        for name, step in STEPS.items()
        for start in step.starts
        if name != "revise"
    ]
    return "\n".join([*lines, "    released --> [*]"])
