"""A claim from facts to its release: two people, once each, within the grant, and following late facts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from adviceline.audit.models import Event
from adviceline.facts.models import ContactFact
from adviceline.finance.actions import claims
from adviceline.finance.errors import UnableToClaim
from adviceline.finance.models import Account, Charge, Claim, ClaimLine, Entry
from adviceline.finance.queries.reconcile import reconcile
from adviceline.finance.rules.charging import Kind
from adviceline.finance.rules.document import from_text
from tests.support import money_sample as sample
from tests.support.money_sample import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_busy_january() -> None:
    """500 half hours at £196 are £98,000, and 100 short calls at £46 are £4,600: between floor and cap."""
    sample.cover(half_hours=520, met=500)
    for number in range(100):
        sample.contact(number)


def test_a_claim_is_what_the_facts_come_to_signed_by_two_and_posted_once() -> None:
    made = sample.claim()
    document = from_text(made.document)
    assert {line.label: (line.quantity, line.amount) for line in document.lines} == {
        "Answered call, up to 10 minutes": (100, Decimal("4600.00")),
        "Open half hour with minimum cover": (500, Decimal("98000.00")),
        "Held back until completion": (0, Decimal("-5130.00")),
    }
    assert made.gross == Decimal("97470.00")
    assert (made.signed_by, made.released_by) == (sample.officer(), sample.manager())
    entry = Entry.objects.get()
    assert (entry.number, entry.kind, entry.gross, entry.claim) == (1, "claim", made.gross, made)
    assert Account.objects.get().claimed == made.gross
    assert list(Event.objects.filter(subject=made.subject).order_by("seq").values_list("action", flat=True)) == [
        "claim.drawn_up", "claim.signed", "claim.released",
    ]  # fmt: skip
    found = reconcile()
    assert found.agrees, found.differences
    assert (found.claimed, found.posted, found.due) == (made.gross,) * 3


def test_nobody_signs_twice_and_nobody_signs_what_they_did_not_see() -> None:
    made = sample.claim(state="prepared")
    with pytest.raises(PermissionDenied):
        claims.sign_claim(claim=made, seen=made.document_hash, by=sample.manager(), at=AT)
    with pytest.raises(UnableToClaim, match="drawn up again"):
        claims.sign_claim(claim=made, seen="sha256:0", by=sample.officer(), at=AT)
    made = claims.sign_claim(claim=made, seen=made.document_hash, by=sample.officer(), at=AT)
    both = sample.officer()
    both.roles = ["finance_officer", "service_manager"]
    both.save()
    with pytest.raises(UnableToClaim, match="two people"):
        claims.release_claim(claim=made, seen=made.document_hash, by=both, at=AT)
    sent_back = sample.send_back(made)
    assert (sent_back.state, sent_back.signed_by) == ("prepared", None)
    assert not ClaimLine.objects.exists()


def test_months_are_claimed_in_order_once_they_are_over_and_one_at_a_time() -> None:
    with pytest.raises(UnableToClaim, match="next to claim is 2022-01"):
        sample.claim(2)
    with pytest.raises(UnableToClaim, match="arrears"):
        sample.claim(4)
    sample.claim(1, state="signed")
    with pytest.raises(UnableToClaim, match="is signed by one"):
        sample.claim(1)
    with pytest.raises(UnableToClaim, match="2022-01 is open"):
        sample.claim(2)


def test_late_recoded_and_erased_contacts_are_settled_by_the_next_claim_and_none_is_charged_twice() -> None:
    first = sample.claim(1)
    sample.contact(500)  # late
    sample.contact(1, talk=700)  # longer than was first told
    sample.contact(2, out_of_scope=True)  # no longer billable
    sample.contact(3, month=2)  # it began on another day
    sample.cover(month=2, half_hours=500)
    waiting = reconcile()
    assert waiting.differences
    assert all(each.waits for each in waiting.differences)
    second = sample.claim(2)
    earlier = {line.code: line.quantity for line in from_text(second.document).lines_of(current=False)}
    assert earlier == {"call/short": -2, "call/standard": 1}
    turns = Charge.objects.filter(fact_id=sample.fact_id(1)).order_by("turn")
    assert [(turn.sign, turn.band, turn.why) for turn in turns] == [
        (1, "short", "new"), (-1, "short", "changed"), (1, "standard", "changed"),
    ]  # fmt: skip
    assert reconcile().agrees
    assert first.gross + second.gross == reconcile().due


def test_the_final_instalment_pays_what_was_held_back_and_nothing_is_claimed_after_it() -> None:
    sample.claim(1)
    sample.cover(month=2, half_hours=600)
    final = sample.claim(2, final=True)
    held = [line for line in from_text(final.document).lines if line.kind == Kind.HELD]
    assert [line.amount for line in held] == [Decimal("5130.00")]
    assert Account.objects.get().claimed == Decimal("102600.00") + Decimal("117600.00")
    sample.contact(900, month=2)
    for month, is_final in ((3, False), (3, True), (2, False), (1, True)):
        with pytest.raises(UnableToClaim, match="The final instalment was claimed with 2022-02, so no other month"):
            sample.claim(month, final=is_final)
    after = sample.claim(2, final=True)
    assert (after.name, after.gross) == ("2022-02-2", Decimal("46.00"))
    assert reconcile().agrees


def test_claims_stop_at_the_grant(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GRANT = 60_000
    sample.claim(1)
    sample.cover(month=2, half_hours=600)
    last = sample.claim(2)
    assert Account.objects.get().claimed == 60_000
    assert [line.label for line in from_text(last.document).lines_for_all][-1] == "Above the grant: not claimed"
    sample.cover(month=3, half_hours=600)
    prepared = sample.claim(3, state="signed")
    settings.GRANT = 50_000
    with pytest.raises(UnableToClaim, match="more than the grant"):
        claims.release_claim(claim=prepared, seen=prepared.document_hash, by=sample.manager(), at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        Account.objects.update(claimed=Decimal("60000.01"))


def test_the_database_refuses_to_change_what_was_released() -> None:
    made = sample.claim()
    changes = [
        lambda: Claim.objects.update(vat=0), lambda: Claim.objects.all()._raw_delete("default"),
        lambda: ClaimLine.objects.update(amount=0), lambda: Charge.objects.update(price=0),
        lambda: Charge.objects.all()._raw_delete("default"), lambda: Entry.objects.update(net=0),
        lambda: Entry.objects.all()._raw_delete("default"), lambda: Account.objects.update(claims=0),
        lambda: ClaimLine.objects.create(claim=made, place=99, month=0, kind="held", quantity=0, amount=0),
        lambda: Charge.objects.create(
            claim=made, fact_id=sample.fact_id(7000), turn=1, sign=1, month=202201, channel="call", band="short", price=1,
        ),
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_contact_cannot_be_charged_for_twice_even_by_hand() -> None:
    made = sample.claim(state="signed")
    values = {
        "claim": made,
        "fact_id": sample.fact_id(1),
        "month": 202201,
        "channel": "call",
        "band": "short",
        "price": 1,
    }
    for turn, sign in ((1, -1), (2, 1), (3, -1), (0, -1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            Charge.objects.create(turn=turn, sign=sign, **values)
    Charge.objects.create(turn=1, sign=1, **values)
    with pytest.raises(DatabaseError), transaction.atomic():
        Charge.objects.create(turn=1, sign=1, **values)


def test_a_difference_that_no_claim_settles_is_named() -> None:
    sample.claim()
    ContactFact.objects.filter(pk=sample.fact_id(1)).delete()
    found = reconcile()
    assert next((each.where, each.words, each.amount) for each in found.differences) == (
        "facts of 2022-01", "call: 1 charged for, and no longer billable.", Decimal("-46.00"),
    )  # fmt: skip


def test_a_price_that_changes_under_a_claimed_month_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from adviceline.finance.queries import facts
    from adviceline.finance.tariff import tariffs

    sample.claim()
    changed = [replace(each, staffing_price=Decimal("90.00"), hash="another") for each in tariffs()]
    monkeypatch.setattr(facts, "tariffs", lambda: changed)
    with pytest.raises(UnableToClaim, match="not the one that it was claimed by"):
        sample.claim(2)
    assert any(each.where == "tariff" for each in reconcile().differences)
