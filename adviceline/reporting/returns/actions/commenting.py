"""What people write in a return, and that somebody else reads it before it is signed."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.reporting.models import Commentary, Return
from adviceline.reporting.returns.actions.steps import UnableToMoveReturn, keep, step, subject
from adviceline.reporting.returns.queries import SECTIONS

LONGEST = 6_000


def write_commentary(
    *, report: Return, section: str, text: ScreenedText, version: int, by: Person, at: datetime
) -> Commentary:
    """Write or change one section. `version` is the one that the person saw (0 for a new one): a colleague's change is
    not lost. Whatever is changed has to be read again."""
    if section not in SECTIONS:
        raise UnableToMoveReturn(f"A return has no section '{section[:40]}'. It has: {', '.join(SECTIONS)}.")
    if not text.text:
        raise UnableToMoveReturn("Write a sentence at least. Where there is nothing to report, say so.")
    if len(text.text) > LONGEST:
        raise UnableToMoveReturn(f"Write no more than {LONGEST:,} characters.")
    with step("write", report, by) as fresh:
        written = Commentary.objects.select_for_update(of=("self",)).filter(report=fresh, section=section).first()
        if written is not None and written.text == text.text:
            return written  # the same form sent twice
        if (written.version if written else 0) != version:
            raise UnableToMoveReturn(
                "A colleague changed this section after you opened it. Read what it says now, and write again."
            )
        if written is None:
            written = Commentary(report=fresh, section=section, version=0)
        written.text, written.written_by, written.written_at = text.text, by, at
        written.version, written.reviewed_by, written.reviewed_at = written.version + 1, None, None
        written.save()
        keep(fresh, "write", by, at, detail=section)
        record_override(text, subject=subject(fresh), field_name=section, by=by, at=at)
        record(
            action="return.commented", by=by, at=at, subject=subject(fresh),
            data={"section": section, "version": written.version},
        )  # fmt: skip
    return written


def review_commentary(*, commentary: Commentary, version: int, by: Person, at: datetime) -> Commentary:
    """Say that one has read a section, and that nothing in it identifies anybody. Never by whoever wrote it last."""
    with step("review", commentary.report, by) as fresh:
        written = Commentary.objects.select_for_update(of=("self",)).get(pk=commentary.pk)
        if written.version != version:
            raise UnableToMoveReturn("This section was changed after you opened it. Read it again.")
        if written.written_by_id == by.pk:
            raise UnableToMoveReturn("You wrote this section, so somebody else must read it: two people, never one.")
        if written.reviewed_by_id == by.pk:
            return written
        written.reviewed_by, written.reviewed_at = by, at
        written.save()
        keep(fresh, "review", by, at, detail=written.section)
        record(
            action="return.commentary_reviewed", by=by, at=at, subject=subject(fresh),
            data={"section": written.section, "version": version},
        )  # fmt: skip
    return written
