"""The door through which every free text passes before it is saved.

Actions take `ScreenedText`, and only `screen_text` makes one, so a text cannot reach the database unscreened.
If the guard itself fails, the text is refused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.privacy.guard import Finding, GuardFailed, explain, redact, screen, to_blank
from adviceline.privacy.models import GuardOverride

LONGEST_REASON = 300


class IdentifyingDetailsFound(Exception):
    """The text may identify a child. `findings` says what was seen and offers a neutral rewording of each."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("The text may identify a child.")
        self.findings = findings


class GuardUnavailable(Exception):
    """The text could not be checked, so it was not saved."""


@dataclass(frozen=True)
class ScreenedText:
    """A text that the guard let through, or that a person kept with a reason."""

    text: str
    override_reason: str = ""
    kinds: tuple[str, ...] = field(default=())


def screen_text(text: str, *, override_reason: str = "", ours: Collection[str] = ()) -> ScreenedText:
    """Check a text. Raises `IdentifyingDetailsFound` unless a reason is given, `GuardUnavailable` if the guard fails.

    The reason is screened as well, and has no override of its own. `ours` are strings that this service made itself,
    such as the link of a page: they are not looked at.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return ScreenedText("")
    reason = override_reason.strip()[:LONGEST_REASON]
    try:
        found = screen(_without(text, ours))
        in_reason = screen(reason) if reason else None
        if in_reason and in_reason.blocked:
            raise IdentifyingDetailsFound(explain(reason, in_reason.spans))
        if not found.blocked:
            return ScreenedText(text)
        if not reason:
            raise IdentifyingDetailsFound(explain(text, found.spans))
    except GuardFailed as error:
        raise GuardUnavailable("The text could not be checked for identifying details, so it was not saved.") from error
    kinds = tuple(sorted({span.kind for span in found.spans if span.severity == "block"}))
    return ScreenedText(text, override_reason=reason, kinds=kinds)


def _without(text: str, ours: Collection[str]) -> str:
    """The same text, as long as it was, with blanks where our own strings stand."""
    for each in ours:
        text = text.replace(each, " " * len(each))
    return text


def record_override(text: ScreenedText, *, subject: str, field_name: str, by: Actor, at: datetime) -> None:
    """Log an override for review, in the transaction that saves the text. Does nothing when there was none."""
    if not text.override_reason:
        return
    GuardOverride.objects.create(
        subject=subject, field=field_name, kinds=list(text.kinds), reason=text.override_reason, by=by.actor_key, at=at
    )
    record(
        action="guard.overridden", by=by, at=at, subject=subject, data={"field": field_name, "kinds": list(text.kinds)}
    )


@dataclass(frozen=True)
class ArrivedText:
    """A text that somebody sent us, which cannot be refused: `text` has identifying details blanked out.

    `original` is empty where the channel keeps what arrived itself.
    """

    text: str
    original: str
    was_redacted: bool


UNSCREENED = "[This message could not be checked for identifying details. It is kept sealed.]"


def receive_text(text: str) -> ArrivedText:
    """Blank out what identifies. If the guard fails, nothing of the text is shown, and all of it is kept sealed."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    try:
        blanked = redact(text, to_blank(text))
    except GuardFailed:
        return ArrivedText(text=UNSCREENED, original=text, was_redacted=True)
    return ArrivedText(text=blanked, original=text, was_redacted=blanked != text)
