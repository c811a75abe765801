"""Whatever comes late, changes, is merged or taken away between claims, and in whatever order: no contact is charged for
twice, no cap is passed, and the claims come to what the facts say."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from adviceline.facts.models import ContactFact
from adviceline.finance.actions import claims
from adviceline.finance.actions.disputes import raise_dispute, settle_dispute
from adviceline.finance.errors import UnableToClaim
from adviceline.finance.models import Account, Charge, Claim, Dispute
from adviceline.finance.queries.facts import claimed_lines
from adviceline.finance.queries.reconcile import reconcile
from adviceline.finance.rules.charging import Kind
from adviceline.finance.tariff import tariffs
from adviceline.privacy.screening import screen_text
from tests.support import money_sample as sample
from tests.support import people

AT = datetime(2022, 12, 7, 10, tzinfo=UTC)
GRANT = 120_000
numbers, months = st.integers(0, 40), st.integers(1, 3)


class Claims(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.officer, self.manager = sample.officer(), sample.manager()
        self.authority = people.somebody("authority_monitor", email="money.authority@example.org")
        self.next, self.over = 1, False

    @rule(number=numbers, month=months, channel=st.sampled_from(["call", "callback", "email", "chat", "session"]),
          talk=st.sampled_from([None, 0, 600, 601, 9000]), out_of_scope=st.booleans(), spam=st.booleans())  # fmt: skip
    def told(self, number: int, month: int, channel: str, talk: int | None, out_of_scope: bool, spam: bool) -> None:
        """New, late, recoded, moved to another month, found to be out of scope or spam: the fact is written again."""
        sample.contact(
            number,
            month=month,
            channel=channel,
            talk=talk,
            out_of_scope=out_of_scope,
            non_advice="spam" if spam else "",
        )

    @rule(number=numbers, into=numbers)
    def merged(self, number: int, into: int) -> None:
        """All contacts are kept: only the enquiry that they belong to is another."""
        ContactFact.objects.filter(pk=sample.fact_id(number)).update(enquiry_fact=sample.fact_id(into))

    @rule(number=numbers)
    def lost(self, number: int) -> None:
        """What no action of ours does: a fact that was charged for is gone."""
        ContactFact.objects.filter(pk=sample.fact_id(number)).delete()

    @rule(month=months, half_hours=st.integers(0, 700))
    def staffed(self, month: int, half_hours: int) -> None:
        sample.cover(month=month, half_hours=700, met=half_hours)

    @rule(final=st.booleans(), sent_back=st.booleans())
    def claim(self, final: bool, sent_back: bool) -> None:
        month = self.next - 1 if self.over else self.next
        if month > 3:
            return
        if self.over and not sent_back:
            for other, is_final in ((month + 1, final), (month, False)):
                with pytest.raises(UnableToClaim, match="no other month is claimed any more"):
                    claims.draw_up_claim(month=202200 + other, final=is_final, by=self.officer, at=AT)
        try:
            made = claims.draw_up_claim(month=202200 + month, final=final or self.over, by=self.officer, at=AT)
        except UnableToClaim as refused:
            assert "open dispute" in str(refused)  # noqa: PT017  # the only reason there may be
            return
        made = claims.sign_claim(claim=made, seen=made.document_hash, by=self.officer, at=AT)
        if sent_back:
            made = claims.send_claim_back(claim=made, reason=screen_text("Again, please."), by=self.manager, at=AT)
            made = claims.draw_up_claim(month=made.month, final=made.final, by=self.officer, at=AT)
            made = claims.sign_claim(claim=made, seen=made.document_hash, by=self.officer, at=AT)
        claims.release_claim(claim=made, seen=made.document_hash, by=self.manager, at=AT)
        self.over = self.over or final
        self.next = month + 1
        found = reconcile()
        assert found.agrees, found.differences
        assert found.claimed == found.posted == found.due

    @rule(pence=st.integers(1, 10**7), upheld=st.integers(0, 10**7), by_authority=st.booleans())
    def disputed(self, pence: int, upheld: int, by_authority: bool) -> None:
        claim = Claim.objects.filter(state="released", gross__gt=0).order_by("-number").first()
        if claim is None:
            return
        amount = min(Decimal(pence).scaleb(-2), claim.gross)
        left = claim.gross - sum((each.amount for each in claim.disputes.exclude(state="rejected")), Decimal())
        if amount > left:
            return
        made = raise_dispute(
            claim=claim, line=None, amount=amount, reason=screen_text("Not agreed."), at=AT,
            by=self.authority if by_authority else self.officer,
        )  # fmt: skip
        granted = min(Decimal(upheld).scaleb(-2), amount)
        settle_dispute(
            dispute=made, step="uphold" if granted else "reject", upheld=granted, answer=screen_text("Looked at."),
            by=self.officer if by_authority else self.manager, at=AT,
        )  # fmt: skip

    @invariant()
    def no_cap_is_passed_and_nothing_is_charged_twice(self) -> None:
        account = Account.objects.get()
        assert 0 <= account.claimed <= GRANT
        assert account.claimed == sum((claim.gross for claim in Claim.objects.filter(state="released")), Decimal())
        live: dict[object, int] = {}
        for fact, sign in Charge.objects.values_list("fact_id", "sign"):
            live[fact] = live.get(fact, 0) + sign
        assert set(live.values()) <= {0, 1}
        by_month: dict[int, Decimal] = {}
        for line in claimed_lines().values():
            if line.month and line.kind != Kind.VAT:
                by_month[line.month] = by_month.get(line.month, Decimal()) + line.amount
        assert all(amount <= tariffs()[0].cap for amount in by_month.values())
        assert not Dispute.objects.filter(state="raised").exists()


@pytest.mark.django_db
def test_claims_hold_whatever_comes(settings) -> None:  # type: ignore[no-untyped-def]
    settings.GRANT = GRANT
    run_state_machine_as_test(Claims, settings=_SETTINGS)


_SETTINGS = settings(
    max_examples=int(os.environ.get("CLAIM_EXAMPLES", "12")), stateful_step_count=25, deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip
