"""Money at the desk and in the portal, as each role meets it."""

from __future__ import annotations

import io
import uuid
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.facts.queries import money_between
from adviceline.finance.actions.receipts import scan_receipt
from adviceline.finance.models import Budget, Claim, Dispute, Entry, LedgerImport, Receipt
from adviceline.finance.tasks import scan_waiting
from tests.support import money_sample as sample
from tests.support import people
from tests.support.scanner import AWAY, EICAR, real_scanner

pytestmark = pytest.mark.django_db
DATE = {"on_date-day": "3", "on_date-month": "1", "on_date-year": "2022"}


@pytest.fixture
def officer():  # type: ignore[no-untyped-def]
    return people.browser_of(sample.officer())


@pytest.fixture
def manager():  # type: ignore[no-untyped-def]
    return people.browser_of(sample.manager())


def facts() -> None:
    sample.cover(half_hours=520, met=500)
    for number in range(60):
        sample.contact(number, channel="call" if number % 3 else "email")


def test_a_claim_from_the_desk_to_the_authority(officer, manager) -> None:  # type: ignore[no-untyped-def]
    facts()
    authority = people.browser_of(people.somebody("authority_monitor"))
    made = officer.post(reverse("finance:draw_up"), {"month": "2022-01"}, follow=True)
    claim = Claim.objects.get()
    assert "Sign the claim" in made.content.decode()
    assert authority.get(reverse("portal:claim", args=["2022-01"])).status_code == 404
    officer.post(reverse("finance:sign", args=["2022-01"]), {"seen": claim.document_hash})
    assert manager.post(reverse("finance:sign", args=["2022-01"])).status_code == 403
    manager.post(reverse("finance:release", args=["2022-01"]), {"seen": "stale"})
    assert not Claim.objects.get().released
    page = manager.post(reverse("finance:release", args=["2022-01"]), {"seen": claim.document_hash}, follow=True)
    assert "The Authority can read it now" in page.content.decode()
    read = authority.get(reverse("portal:claim", args=["2022-01"])).content.decode()
    assert "Answered call, up to 10 minutes" in read
    rows = authority.get(reverse("portal:claim_evidence", args=["2022-01"])).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 61
    assert not any(str(sample.fact_id(number))[:8] in row for number in range(3) for row in rows)
    for name in ("finance:home", "finance:claims", "finance:ledger"):
        assert authority.get(reverse(name)).status_code == 403
    assert officer.get(reverse("following:claim_records", args=["2022-01"])).status_code == 403
    assert manager.get(reverse("following:claim_records", args=["2022-01"])).status_code == 200


def test_a_week_is_shown_only_where_every_week_of_its_kind_has_enough() -> None:
    from adviceline.finance.queries.claims import evidence_of

    facts()
    sample.contact(700, channel="chat")
    found = evidence_of(sample.claim())
    weeks = {each.what: {one.week for one in found if one.what == each.what} for each in found}
    assert weeks["Chat with an exchange"] == {"not shown"}
    assert weeks["E-mail replied to"] == {"2022-01-03"}


def test_a_dispute_and_a_remittance(officer, manager) -> None:  # type: ignore[no-untyped-def]
    facts()
    claim = sample.claim()
    address = reverse("finance:dispute", args=[claim.name])
    said = {"dispute-line": "all", "dispute-amount": "100.00", "dispute-reason": "Not agreed."}
    assert officer.post(address, said | {"dispute-amount": "9999999"}).status_code == 422
    assert officer.post(address, said).status_code == 302
    dispute = Dispute.objects.get()
    settle = reverse("finance:settle", args=[claim.name, dispute.pk])
    answer = {f"settle-{dispute.pk}-{name}": value for name, value in
              (("step", "uphold"), ("upheld", "40.00"), ("answer", "In part."))}  # fmt: skip
    assert manager.post(settle, answer).status_code == 302
    sample.cover(month=2, half_hours=600)
    assert "Disputes that were upheld" in sample.claim(2).document
    paid = {f"pay-{name}": value for name, value in (DATE | {"amount": str(claim.gross), "reference": "R1"}).items()}
    assert officer.post(reverse("finance:pay", args=[claim.name]), paid).status_code == 302
    assert officer.post(reverse("finance:pay", args=[claim.name]), paid).status_code == 422
    assert "Paid" in officer.get(reverse("finance:claims")).content.decode()


def test_the_authority_disputes_a_line_itself_and_finance_answers(officer, manager) -> None:  # type: ignore[no-untyped-def]
    facts()
    claim = sample.claim()
    who = people.somebody("authority_monitor")
    authority = people.browser_of(who)
    line = claim.lines.exclude(amount__lt=0).order_by("amount").first()
    assert line is not None
    address = reverse("portal:dispute", args=[claim.name])
    said = {"line": str(line.pk), "amount": "46.00", "reason": "We count one call fewer."}
    for wrong in ({"reason": ""}, {"amount": "-1"}, {"amount": "1e30"}, {"amount": "12,345.678"}, {"amount": "0"},
                  {"amount": str(line.amount + 1)}, {"line": "999999"}, {"line": "x"},
                  {"reason": "The pupil Zebedee Fictional of Year 4 is not one of ours."}):  # fmt: skip
        assert authority.post(address, said | wrong).status_code == 422, wrong
    assert not Dispute.objects.exists()
    for browser in (officer, manager):
        assert browser.post(address, said).status_code == 403
    assert authority.post(address, said).status_code == 302
    again = authority.post(address, said)
    assert "disputed already, in the same words" in again.content.decode()
    found = Dispute.objects.get()
    assert (found.line, found.raised_by, found.by_authority) == (line, who, True)
    event = Event.objects.get(action="claim.disputed")
    assert (event.actor, event.data["by_authority"]) == (who.actor_key, True)
    assert "has not answered yet" in authority.get(reverse("portal:claim", args=[claim.name])).content.decode()
    page = officer.get(reverse("finance:claim", args=[claim.name])).content.decode()
    assert "Raised by the Authority" in page
    assert "Settle it" in page
    settle = reverse("finance:settle", args=[claim.name, found.pk])
    answer = {f"settle-{found.pk}-{name}": value for name, value in
              (("step", "uphold"), ("upheld", "46.00"), ("answer", "It was a test call."))}  # fmt: skip
    assert authority.post(settle, answer).status_code == 403
    assert officer.post(settle, answer).status_code == 302
    assert officer.post(settle, answer).status_code == 422
    read = authority.get(reverse("portal:claim", args=[claim.name])).content.decode()
    assert "It was a test call." in read
    assert "Upheld: £46.00, which the next claim takes off" in read
    sample.cover(month=2, half_hours=600)
    assert "Disputes that were upheld" in sample.claim(2).document


def test_what_finance_wrote_down_it_does_not_settle(officer, manager) -> None:  # type: ignore[no-untyped-def]
    facts()
    claim = sample.claim()
    said = {"dispute-line": "all", "dispute-amount": "100.00", "dispute-reason": "Not agreed."}
    assert officer.post(reverse("finance:dispute", args=[claim.name]), said).status_code == 302
    found = Dispute.objects.get()
    answer = {f"settle-{found.pk}-{name}": value for name, value in (("step", "reject"), ("answer", "As counted."))}
    settle = reverse("finance:settle", args=[claim.name, found.pk])
    another = people.browser_of(people.somebody("finance_officer", email="money.another@example.org"))
    for browser in (officer, another):
        assert browser.post(settle, answer).status_code == 403
    assert manager.post(settle, answer).status_code == 302


def test_spending_is_recorded_reversed_and_never_changed(officer) -> None:  # type: ignore[no-untyped-def]
    said = DATE | {
        "cost_line": "systems",
        "partner": "northmoor",
        "net": "£1,000.00",
        "vat": "200",
        "description": "Lines",
    }
    assert officer.post(reverse("finance:record"), said | {"net": "1.000,00"}).status_code == 422
    assert officer.post(reverse("finance:record"), said).status_code == 302
    entry = Entry.objects.get()
    assert (entry.cost, entry.month, entry.on_date) == (Decimal("1200.00"), 202201, date(2022, 1, 3))
    address = reverse("finance:reverse", args=[1])
    assert officer.post(address, {"reverse-reason": ""}).status_code == 422
    assert officer.post(address, {"reverse-reason": "Booked twice."}).status_code == 302
    assert officer.post(address, {"reverse-reason": "Booked twice."}).status_code == 422
    assert sum(each.cost for each in Entry.objects.all()) == 0
    assert "Booked twice." in officer.get(reverse("finance:entry", args=[1])).content.decode()
    assert officer.get(reverse("finance:ledger") + "?month=2022-01&cost_line=systems&page=x").status_code == 200
    assert officer.get(reverse("finance:ledger_csv")).content.decode("utf-8-sig").count("Lines") == 2


def test_a_receipt_is_opened_only_after_the_real_scanner_passed_it(officer, settings) -> None:  # type: ignore[no-untyped-def]
    said = DATE | {"cost_line": "systems", "partner": "northmoor", "net": "10", "description": "Lines"}
    officer.post(reverse("finance:record"), said)

    def send(name: str, content: bytes):  # type: ignore[no-untyped-def]
        file = {"receipt-file": SimpleUploadedFile(name, content), "receipt-submission": str(uuid.uuid4())}
        return officer.post(reverse("finance:attach", args=[1]), file)

    assert send("run.exe", b"MZ").status_code == 422
    assert send("bill.pdf", b"%PDF-1.7 sample").status_code == 302
    assert send("bill.txt", EICAR).status_code == 302
    bill, virus = Receipt.objects.all()
    assert b"sample" not in bytes(bill.content)
    settings.CLAMD = AWAY
    assert not scan_receipt(receipt=bill, by=SYSTEM, at=sample.AT)
    opened = officer.post(reverse("finance:receipt", args=[1, bill.pk]), follow=True)
    assert "the virus scanner is away" in opened.content.decode()
    with real_scanner() as scanner:
        settings.CLAMD = scanner.tcp
        scan_waiting(at=sample.AT)
    assert officer.post(reverse("finance:receipt", args=[1, bill.pk])).content == b"%PDF-1.7 sample"
    opened = officer.post(reverse("finance:receipt", args=[1, virus.pk]), follow=True)
    assert "A virus was found" in opened.content.decode()


def test_a_file_is_shown_row_by_row_and_taken_over_once(officer) -> None:  # type: ignore[no-untyped-def]
    text = (
        "Date;Account;Details;Amount\n31/01/2022;Advisers;Agency;(96,5)\n31/01/2022;Advisers;Agency;£1,200.00\n"
        "31/01/2022;Systems and telephony;=cmd();5\n31/01/2022;Advisers;A pupil called Zebedee Fictional;5\n"
    )

    def send(name: str = "jan.csv"):  # type: ignore[no-untyped-def]
        return officer.post(reverse("finance:import"), {"file": SimpleUploadedFile(name, text.encode("cp1252"))})

    assert officer.post(reverse("finance:import"), {"file": io.BytesIO(b"PK\x03\x04")}).status_code == 422
    assert send().status_code == 302
    found = LedgerImport.objects.get()
    page = officer.get(reverse("finance:import_one", args=[found.pk])).content.decode()
    assert "1 row will be added" in page
    assert "formula" in page
    assert "Zebedee" not in page
    assert not Entry.objects.exists()
    officer.post(reverse("finance:import_take", args=[found.pk]))
    assert [entry.cost for entry in Entry.objects.all()] == [Decimal("1200.00")]
    send()
    again = LedgerImport.objects.order_by("-pk").first()
    answer = officer.post(reverse("finance:import_take", args=[again.pk]), follow=True)
    assert "nothing in this file" in answer.content.decode()
    assert Entry.objects.count() == 1


def test_value_for_money_is_one_page_for_money_and_evaluation(officer) -> None:  # type: ignore[no-untyped-def]
    """From the ledger as it is: what is recorded, reversed, imported and budgeted is in it, and nothing else of an entry."""
    sample.claim()
    spent = DATE | {"cost_line": "systems", "partner": "northmoor", "net": "2000.05", "description": "Lines",
                    "supplier": "Exampletel"}  # fmt: skip
    for amount in ("2000.05", "700"):
        officer.post(reverse("finance:record"), spent | {"net": amount})
    officer.post(reverse("finance:reverse", args=[3]), {"reverse-reason": "Booked twice."})
    file = SimpleUploadedFile("jan.csv", b"Date,Account,Details,Net\n31/01/2022,Advisers,Agency,1200\n")
    officer.post(reverse("finance:import"), {"file": file})
    officer.post(reverse("finance:import_take", args=[LedgerImport.objects.get().pk]))
    said = {"budget-version": "0", "budget-cost_line": "systems", "budget-partner": "northmoor", "budget-month": "2022-01",
            "budget-amount": "3000", "budget-reason": "As agreed."}  # fmt: skip
    officer.post(reverse("finance:set_budget"), said)
    found = money_between(202201, 202201)
    assert found["spent"] == {"systems": {202201: 200_005}, "advisers": {202201: 120_000}}
    assert (found["planned"], found["claimed"]) == ({"systems": {202201: 300_000}}, {"": {202201: 2_800_000}})
    address = reverse("evaluation:value") + "?from=2022-01&to=2022-01"
    pages = {role: people.browser_of(people.somebody(role)).get(address) for role in
             ("finance_officer", "service_manager", "evaluator", "evidence_analyst", "adviser", "authority_monitor")}  # fmt: skip
    assert {role: page.status_code for role, page in pages.items()} == {
        "finance_officer": 200, "service_manager": 200, "evaluator": 200, "evidence_analyst": 200, "adviser": 403,
        "authority_monitor": 403,
    }  # fmt: skip
    page = pages["finance_officer"].content.decode()
    for words in (
        "£2,000.05",
        "£3,200.05",
        "£3,000.00",
        "Economy",
        "Efficiency",
        "Effectiveness",
        "is the spending in the ledger",
    ):
        assert words in page
    assert "Exampletel" not in page
    assert "Assumed costs" not in page
    whole = people.browser_of(people.somebody("evaluator")).get(reverse("evaluation:show") + "?from=2022-01&to=2022-01")
    assert "£3,200.05" in whole.content.decode()


def test_the_budget_keeps_to_the_grant_and_asks_why(officer) -> None:  # type: ignore[no-untyped-def]
    said = {"budget-version": "0", "budget-cost_line": "systems", "budget-partner": "northmoor", "budget-month": "2022-01",
            "budget-amount": "900", "budget-reason": "As agreed."}  # fmt: skip
    assert officer.post(reverse("finance:set_budget"), said | {"budget-amount": "400000.01"}).status_code == 422
    assert officer.post(reverse("finance:set_budget"), said).status_code == 302
    assert officer.post(reverse("finance:set_budget"), said).status_code == 422  # a colleague's version is not lost
    assert Budget.objects.count() == 1
    spent = DATE | {"cost_line": "systems", "partner": "northmoor", "net": "2000", "description": "Lines"}
    officer.post(reverse("finance:record"), spent)
    page = officer.get(reverse("finance:budget")).content.decode()
    assert "£1,100.00 (122.2%)" in page
    assert "Needs a reason" in page
    officer.post(reverse("finance:explain"), {"why-cost_line": "systems", "why-text": "A line for each adviser."})
    officer.post(
        reverse("finance:expect"),
        {"expected-cost_line": "systems", "expected-month": "2199-01", "expected-amount": "1", "expected-reason": "x"},
    )
    page = officer.get(reverse("finance:budget")).content.decode()
    assert "A line for each adviser." in page
    assert "£2,000.00" in officer.get(reverse("finance:statement", args=[2021])).content.decode()
