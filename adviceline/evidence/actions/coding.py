"""Coding by two people, each alone, and settling what they see differently."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.evidence.errors import UnableToMoveItem, refuse_item
from adviceline.evidence.models import Coding, EvidenceItem
from adviceline.evidence.queries.codebook import codebook_of, digest_of
from adviceline.evidence.queries.items import as_now
from adviceline.evidence.rules import items as rules
from adviceline.privacy.screening import ScreenedText, record_override


def code_item(*, item: EvidenceItem, main: str, also: Collection[str], by: Person, at: datetime) -> Coding:
    """One coder's codes. When the second coder chose the same, the codes of the item are settled by that."""
    with transaction.atomic():
        fresh = EvidenceItem.objects.select_for_update().get(pk=item.pk)
        refuse_item(rules.why_not_code(as_now(fresh), by.pk))
        others = sorted(set(also) - {main}, key=rules.code_order)
        _in_the_codebook(fresh, [main, *others])
        coding = Coding.objects.create(
            item=fresh, coder=by, main=main, also=others, codebook=digest_of(fresh.kind), at=at
        )
        record(action="evidence.coded", by=by, at=at, subject=fresh.subject)
        agreed = rules.agreed_codes([each.codes for each in fresh.codings.all()])
        if agreed is not None:
            fresh.codes, fresh.coded_at = agreed, at
            fresh.save()
    return coding


def settle_codes(
    *, item: EvidenceItem, codes: Collection[str], reason: ScreenedText, by: Person, at: datetime
) -> EvidenceItem:
    """Decide where two coders differ, saying why. What each of them chose stays as it was."""
    if not reason.text:
        raise UnableToMoveItem("Say in a sentence why these codes fit: it helps to make the codebook clearer.")
    with transaction.atomic():
        fresh = EvidenceItem.objects.select_for_update().get(pk=item.pk)
        refuse_item(rules.why_not_resolve(as_now(fresh)))
        chosen = sorted(set(codes), key=rules.code_order)
        _in_the_codebook(fresh, chosen)
        fresh.codes, fresh.coded_at, fresh.resolved_by, fresh.resolution = chosen, at, by, reason.text
        fresh.save()
        record_override(reason, subject=fresh.subject, field_name="resolution", by=by, at=at)
        record(action="evidence.settled", by=by, at=at, subject=fresh.subject, data={"codes": chosen})
    return fresh


def _in_the_codebook(item: EvidenceItem, codes: Collection[str]) -> None:
    known = {code.code for code in codebook_of(item.kind)}
    if not codes or set(codes) - known:
        raise UnableToMoveItem("Choose at least one code, and only codes of the codebook.")
