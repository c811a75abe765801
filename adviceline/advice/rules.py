"""The life of a version of a map: which steps there are, who may take each, and why not. Pure.

    draft → in clinical review → signed off → published

Two people, never one: whoever sent a version to review, or signed it, cannot be the one who publishes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from adviceline.accounts.models import Person
from adviceline.accounts.roles import ROLES, Permission
from adviceline.advice.models import MapVersion

State = MapVersion.State


@dataclass(frozen=True)
class Step:
    """`done`: how the words go on after 'cannot be …'. `end` is the state it leads to."""

    start: MapVersion.State
    end: MapVersion.State
    needs: Permission
    done: str


STEPS = {
    "submit": Step(State.DRAFT, State.IN_REVIEW, Permission.EDIT_CONTENT, "sent to clinical review"),
    "send_back": Step(State.IN_REVIEW, State.DRAFT, Permission.SIGN_CONTENT, "sent back"),
    "sign": Step(State.IN_REVIEW, State.SIGNED_OFF, Permission.SIGN_CONTENT, "signed off"),
    "publish": Step(State.SIGNED_OFF, State.SIGNED_OFF, Permission.PUBLISH_MAPS, "published"),
    "withdraw": Step(State.SIGNED_OFF, State.DRAFT, Permission.SIGN_CONTENT, "withdrawn from use"),
}


def why_not(step: str, *, version: MapVersion, by: Person, open_comments: int = 0) -> str | None:
    """Why `by` cannot take this step with the version now, in words for the person; None when they can."""
    rule = STEPS[step]
    if not by.may(rule.needs):
        return f"A map is {rule.done} by somebody with one of these roles: {roles_with(rule.needs)}."
    if version.state != rule.start:
        return f"This version is '{State(version.state).label.lower()}', so it cannot be {rule.done}."
    if step == "sign" and open_comments:
        comments = "1 comment is" if open_comments == 1 else f"{open_comments} comments are"
        return f"{comments} still open. Settle each before you sign."
    if step == "publish":
        if version.signed_by_id == by.pk:
            return "You signed this version off, so somebody else must publish it: two people, never one."
        if version.submitted_by_id == by.pk:
            return "You sent this version to review, so somebody else must publish it: two people, never one."
        if version.is_current and not version.runs_unsigned:
            return "This version is in use already."
    return None


def possible_steps(*, version: MapVersion, by: Person, open_comments: int) -> dict[str, str | None]:
    """The steps that lead on from where the version stands: step → why this person cannot take it, or None."""
    return {
        step: why_not(step, version=version, by=by, open_comments=open_comments)
        for step, rule in STEPS.items()
        if rule.start == version.state and not (step == "publish" and version.is_current and not version.runs_unsigned)
    }


def roles_with(permission: Permission) -> str:
    """The roles that permit it, in words: 'Content editor or Service manager'."""
    return " or ".join(role.label for role in ROLES.values() if permission in role.permissions)


def role_in_which(codes: Iterable[str], permission: Permission) -> str:
    """What of the roles held permits it, as people call it; to be kept beside a signature."""
    return ", ".join(ROLES[code].label for code in codes if code in ROLES and permission in ROLES[code].permissions)


def mermaid() -> str:
    """The steps as a diagram for the documentation."""
    lines = ["stateDiagram-v2", "    [*] --> draft: load"]
    lines += [f"    {rule.start.value} --> {rule.end.value}: {step}" for step, rule in STEPS.items()]
    return "\n".join(lines)
