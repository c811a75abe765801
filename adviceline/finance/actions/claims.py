"""The monthly claim: drawn up, signed, sent back, signed by another and released."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.audit.actions import record
from adviceline.finance.actions.posting import locked_account, post_claim, tell_claims
from adviceline.finance.errors import UnableToClaim
from adviceline.finance.models import Account, Charge, Claim, ClaimLine, ClaimStep, Dispute
from adviceline.finance.queries import facts
from adviceline.finance.rules.charging import differences
from adviceline.finance.rules.document import draw_up, from_text, hash_of, to_text, turns_data, turns_from
from adviceline.finance.rules.states import NEEDS, why_not, why_not_second
from adviceline.finance.rules.turns import next_turns
from adviceline.finance.tariff import grant
from adviceline.measures.calendar import format_month, london_moment, next_month
from adviceline.privacy import crypto
from adviceline.privacy.screening import ScreenedText, record_override

State = Claim.State
EVIDENCE = "finance.evidence"


def draw_up_claim(*, month: int, final: bool, by: Person, at: datetime, is_fictional: bool = False) -> Claim:
    """Freeze what may be claimed now: a new claim, or the open one again. `final`: the activity is complete, and what was
    held back is due. Raises `UnableToClaim`."""
    require(by, NEEDS["draw_up"].permission, subject=f"claim:{format_month(month)}")
    with transaction.atomic():
        account = locked_account()
        found = facts.open_claim()
        if found is not None:
            found = Claim.objects.select_for_update(of=("self",)).get(pk=found.pk)
            if found.month != month:
                raise UnableToClaim(
                    f"The claim of {found.name} is open. Release it first: months are claimed in order."
                )
            if words := why_not("draw_up", name=found.name, state=found.state, roles=by.roles):
                raise UnableToClaim(words)
        _check_month(month, final=final, at=at)
        values = _frozen(account, month=month, final=final, found=found)
        if found is None:
            found = Claim(is_fictional=is_fictional, month=month, **values)
        else:
            for name, value in values.items():
                setattr(found, name, value)
        found.drawn_up_by, found.drawn_up_at = by, at
        found.save()
        _keep(found, "draw_up", by, at)
        record(
            action="claim.drawn_up", by=by, at=at, subject=found.subject,
            data={"number": found.number, "gross": str(found.gross), "final": final, "hash": found.document_hash},
        )  # fmt: skip
    return found


def sign_claim(*, claim: Claim, seen: str, by: Person, at: datetime) -> Claim:
    """The first signature, of the document of hash `seen`."""
    with _step("sign", claim, by) as fresh:
        _check_seen(fresh, seen)
        fresh.state, fresh.signed_by, fresh.signed_at, fresh.signed_hash = State.SIGNED, by, at, fresh.document_hash
        fresh.save()
        _keep(fresh, "sign", by, at)
        record(action="claim.signed", by=by, at=at, subject=fresh.subject, data={"hash": fresh.document_hash})
    return fresh


def send_claim_back(*, claim: Claim, reason: ScreenedText, by: Person, at: datetime) -> Claim:
    """Without its signature; it can be drawn up again."""
    if not reason.text:
        raise UnableToClaim("Say why it goes back.")
    with _step("send_back", claim, by) as fresh:
        fresh.state, fresh.signed_by, fresh.signed_at, fresh.signed_hash = State.PREPARED, None, None, ""
        fresh.save()
        _keep(fresh, "send_back", by, at, reason.text)
        record_override(reason, subject=fresh.subject, field_name="reason", by=by, at=at)
        record(action="claim.sent_back", by=by, at=at, subject=fresh.subject)
    return fresh


def release_claim(*, claim: Claim, seen: str, by: Person, at: datetime) -> Claim:
    """The second signature, by another person: it is posted to the ledger, and the Authority can read it.

    Raises `UnableToClaim` too when all claims together would pass the grant.
    """
    with transaction.atomic():
        account = locked_account()
        with _step("release", claim, by) as fresh:
            _check_seen(fresh, seen)
            if words := why_not_second(person=by.pk, drawn_up_by=fresh.drawn_up_by_id, signed_by=fresh.signed_by_id):
                raise UnableToClaim(words)
            document = from_text(fresh.document)
            if (document.claimed_before, document.number) != (account.claimed, account.claims + 1):
                raise UnableToClaim("Another claim was released since this one was drawn up. Draw it up again.")
            if document.claimed_after > grant():
                raise UnableToClaim(
                    f"With this claim, all claims would come to more than the grant of £{grant():,}. Draw it up again."
                )
            if document.claimed_after < 0:
                raise UnableToClaim("All claims together would come to less than nothing. Draw it up again.")
            _write_lines(fresh)
            account.grant, account.claimed, account.claims = grant(), document.claimed_after, document.number
            account.save()
            fresh.state, fresh.is_open, fresh.released_by, fresh.released_at = State.RELEASED, None, by, at
            fresh.save()
            _keep(fresh, "release", by, at)
            post_claim(claim=fresh, account=account, by=by, at=at)
            tell_claims()
            record(
                action="claim.released", by=by, at=at, subject=fresh.subject,
                data={"number": fresh.number, "gross": str(fresh.gross), "hash": fresh.document_hash},
            )  # fmt: skip
    return fresh


def _check_month(month: int, *, final: bool, at: datetime) -> None:
    if month >= london_moment(at).month:
        raise UnableToClaim("A month is claimed in arrears: once it is over.")
    first, last = facts.first_month(), facts.last_released()
    if first is None or month < first:
        raise UnableToClaim("The content has no tariff for that month.")
    if last is not None and last.final:
        if not final or month != last.month:
            name = format_month(last.month)
            raise UnableToClaim(
                f"The final instalment was claimed with {name}, so no other month is claimed any more. What has changed since "
                f"is claimed with {name} again, as part of the final instalment."
            )
        return
    due = next_month(last.month) if last else first
    if month != due:
        raise UnableToClaim(f"Months are claimed in order. The next to claim is {format_month(due)}.")
    if final and (waiting := Dispute.objects.filter(state=Dispute.State.RAISED).count()):
        raise UnableToClaim(f"The final instalment waits for {waiting} open dispute{'s' if waiting > 1 else ''}.")


def _frozen(account: Account, *, month: int, final: bool, found: Claim | None) -> dict[str, Any]:
    """The values of a claim from the facts as they are now."""
    try:
        may = facts.entitlement(until=month, final=final)
    except facts.NoTariff as error:
        raise UnableToClaim(str(error)) from error
    changed = sorted(name for name, kept in facts.tariffs_claimed().items() if may.tariffs.get(name) != kept)
    if changed:
        raise UnableToClaim(
            f"The tariff of {format_month(int(changed[0]))} is not the one that it was claimed by. Put its file back as it "
            "was, and give new prices a file and a first month of their own."
        )
    lines = differences(may.lines, facts.claimed_lines())
    turns = next_turns(may.rated, facts.last_turns(), month=month)
    name = found.name if found else _name(month)
    document = draw_up(
        name=name, number=account.claims + 1, month=month, final=final, tariff=may.tariff, tariffs=may.tariffs,
        grant=grant(), claimed_before=account.claimed, lines=lines, turns=turns,
    )  # fmt: skip
    text = to_text(document)
    return {
        "name": name, "number": document.number, "final": final, "document": text, "document_hash": hash_of(text),
        "turns": turns_data(turns), "net": document.net, "vat": document.vat, "gross": document.gross,
    }  # fmt: skip


def _name(month: int) -> str:
    before = Claim.objects.filter(month=month).count()
    return format_month(month) if not before else f"{format_month(month)}-{before + 1}"


def _write_lines(claim: Claim) -> None:
    document, turns = from_text(claim.document), turns_from(claim.turns)
    if hash_of(turns_data(turns)) != document.turns_hash:
        raise UnableToClaim("What stands behind this claim is not what was drawn up. Draw it up again.")
    ClaimLine.objects.bulk_create(
        ClaimLine(
            claim=claim, place=place, month=line.month, kind=line.kind.value, code=line.code, label=line.label,
            quantity=line.quantity, price=line.price, amount=line.amount,
        )
        for place, line in enumerate(document.lines, start=1)
    )  # fmt: skip
    Charge.objects.bulk_create(
        (
            Charge(
                claim=claim, fact_id=turn.fact_id, turn=turn.turn, sign=turn.sign, month=turn.month, channel=turn.channel,
                band=turn.band, price=turn.price, partner=turn.partner, why=turn.why,
                evidence=crypto.blind_index(f"{claim.number}:{turn.fact_id}", purpose=EVIDENCE)[:10],
            )
            for turn in turns
        ),
        batch_size=1_000,
    )  # fmt: skip


def _check_seen(claim: Claim, seen: str) -> None:
    if not hmac.compare_digest(seen.encode(), claim.document_hash.encode()):
        raise UnableToClaim("The claim was drawn up again after you opened it. Read it as it is now.")
    if hash_of(claim.document) != claim.document_hash:
        raise UnableToClaim("The claim is not what was drawn up. Draw it up again.")


def _keep(claim: Claim, step: str, by: Person, at: datetime, reason: str = "") -> None:
    ClaimStep.objects.create(claim=claim, step=step, reason=reason, by=by, at=at)


@contextmanager
def _step(name: str, claim: Claim, by: Person) -> Iterator[Claim]:
    """The claim as it is now, locked; refused unless the step can be taken from there by this person."""
    require(by, NEEDS[name].permission, subject=claim.subject)
    with transaction.atomic():
        fresh = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        if words := why_not(name, name=fresh.name, state=fresh.state, roles=by.roles):
            raise UnableToClaim(words)
        yield fresh
