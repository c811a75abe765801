"""Whether claims, ledger and facts say the same, to the penny; every difference by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from adviceline.finance.models import Charge, Claim, Entry
from adviceline.finance.queries import facts
from adviceline.finance.rules.charging import Kind, Line, differences, total
from adviceline.finance.rules.document import from_text, hash_of, turns_data
from adviceline.finance.rules.money import NOTHING, money_words
from adviceline.finance.rules.turns import Turn, next_turns
from adviceline.finance.tariff import grant
from adviceline.measures.calendar import format_month

NO_CLAIM = "No claim was released yet, so there is nothing to compare."


@dataclass(frozen=True, slots=True)
class Difference:
    """`amount` None: not a sum of money. `waits`: the next claim settles it by itself."""

    where: str
    words: str
    amount: Decimal | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`claimed`: by the claims; `posted`: by the ledger; `due`: by the facts as they are now, by the same rule."""

    claims: int
    claimed: Decimal
    posted: Decimal
    due: Decimal
    contacts: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences


def reconcile() -> Reconciled:
    """Reads everything afresh."""
    claims = list(Claim.objects.filter(state=Claim.State.RELEASED).order_by("number"))
    claimed = sum((claim.gross for claim in claims), NOTHING)
    posted: Decimal = Entry.objects.filter(kind=Entry.Kind.CLAIM).aggregate(sum=Sum("gross"))["sum"] or NOTHING
    last = facts.last_turns()
    contacts = sum(turn.sign == 1 for turn in last.values())
    found = [*_of_claims(claims, claimed), *_of_ledger(claims), *_of_turns()]
    due = NOTHING
    if claims:
        try:
            may = facts.entitlement(until=claims[-1].month, final=claims[-1].final)
        except facts.NoTariff:
            found.append(Difference("tariff", f"The content has no tariff for {claims[-1].name} any more."))
        else:
            due = total(may.lines)
            found += _of_facts(may, last, claims[-1].month)
    return Reconciled(len(claims), claimed, posted, due, contacts, tuple(found))


def _of_claims(claims: list[Claim], claimed: Decimal) -> Iterator[Difference]:
    before = NOTHING
    for number, claim in enumerate(claims, start=1):
        where = f"claim {claim.name}"
        document = from_text(claim.document)
        if hash_of(claim.document) != claim.document_hash or claim.signed_hash != claim.document_hash:
            yield Difference(where, "The document is not the one that was signed.")
        if claim.signed_by_id is None or claim.signed_by_id == claim.released_by_id:
            yield Difference(where, "It was not signed by two different people.")
        if (claim.number, document.claimed_before) != (number, before):
            yield Difference(where, "It does not follow the claim before it.", document.claimed_before - before)
        lines = [
            Line(line.month, Kind(line.kind), line.code, line.label, line.quantity, line.price, line.amount)
            for line in claim.lines.order_by("place")
        ]
        if lines != list(document.lines) or document.gross != claim.gross:
            yield Difference(where, "Its lines are not those of its document.", total(lines) - document.gross)
        yield from _lines_against_charges(claim, lines)
        before += claim.gross
    account = facts.account()
    if (account.claims, account.claimed) != (len(claims), claimed):
        yield Difference("account", "The account does not hold the sum of the claims.", account.claimed - claimed)
    if claimed > grant():
        yield Difference("grant", "All claims together are above the grant.", claimed - grant())


def _lines_against_charges(claim: Claim, lines: list[Line]) -> Iterator[Difference]:
    counted: dict[tuple[int, str], tuple[int, Decimal]] = defaultdict(lambda: (0, NOTHING))
    rows = claim.charges.values_list("month", "channel", "band", "sign", "price").annotate(number=Count("pk"))
    for month, channel, band, sign, price, number in rows.order_by("month", "channel", "band"):
        key = (month, f"{channel}/{band}")
        quantity, amount = counted[key]
        counted[key] = (quantity + sign * number, amount + sign * number * price)
    said = {(line.month, line.code): (line.quantity, line.amount) for line in lines if line.kind == Kind.CONTACTS}
    for key in sorted({*said, *counted}):
        quantity, amount = said.get(key, (0, NOTHING))
        behind, worth = counted.get(key, (0, NOTHING))
        if (quantity, amount) != (behind, worth):
            yield Difference(
                f"claim {claim.name}",
                f"{format_month(key[0])}, {key[1]}: the line says {quantity}, and {behind} stand behind it.",
                amount - worth,
            )


def _of_ledger(claims: list[Claim]) -> Iterator[Difference]:
    posted = defaultdict(list)
    for entry in Entry.objects.filter(kind=Entry.Kind.CLAIM).order_by("number"):
        posted[entry.claim_id].append(entry)
    for claim in claims:
        entries = posted.pop(claim.pk, [])
        amount = sum((entry.gross for entry in entries), NOTHING)
        if len(entries) != 1 or (entries[0].net, entries[0].vat) != (claim.net, claim.vat):
            yield Difference(
                f"ledger, claim {claim.name}",
                f"{len(entries)} entries of {money_words(amount)} for it.",
                amount - claim.gross,
            )
    for entries in posted.values():
        yield Difference("ledger", f"Entry {entries[0].number} is of a claim that was not released.", entries[0].gross)
    numbers = list(Entry.objects.order_by("number").values_list("number", flat=True))
    if numbers != list(range(1, len(numbers) + 1)):
        yield Difference("ledger", "An entry is missing: the numbers have a gap.")


def _of_turns() -> Iterator[Difference]:
    """The database holds this by constraint; it is looked at all the same."""
    last: dict[str, tuple[int, int]] = {}
    for fact_id, turn, sign, claim in Charge.objects.order_by("fact_id", "turn").values_list(
        "fact_id", "turn", "sign", "claim__name"
    ):
        before, was = last.get(str(fact_id), (0, -1))
        if turn != before + 1 or sign != -was:
            yield Difference(f"claim {claim}", "A contact was charged for twice, or credited twice.")
        last[str(fact_id)] = (turn, sign)
    for claim_found in Claim.objects.filter(state=Claim.State.RELEASED):
        kept = [
            Turn(
                str(each.fact_id),
                each.turn,
                each.sign,
                each.month,
                each.channel,
                each.band,
                each.price,
                each.partner,
                each.why,
            )
            for each in claim_found.charges.order_by("fact_id", "turn")
        ]
        drawn = from_text(claim_found.document)
        if hash_of(turns_data(sorted(kept, key=lambda turn: (turn.fact_id, turn.turn)))) != drawn.turns_hash:
            yield Difference(f"claim {claim_found.name}", "The contacts behind it are not those that were signed for.")


def _of_facts(may: facts.Entitlement, last: dict[str, Turn], month: int) -> Iterator[Difference]:
    for name, kept in facts.tariffs_claimed().items():
        if may.tariffs.get(name) != kept:
            yield Difference(
                "tariff", f"The tariff of {format_month(int(name))} is not the one that it was claimed by."
            )
    waiting: dict[tuple[int, str, str], tuple[int, Decimal]] = defaultdict(lambda: (0, NOTHING))
    for turn in next_turns(may.rated, last, month=0):
        words = {"late": "not charged for yet", "gone": "charged for, and no longer billable"}.get(
            turn.why, "charged for as something else"
        )
        number, amount = waiting[turn.month, turn.channel, words]
        waiting[turn.month, turn.channel, words] = (number + 1, amount + turn.amount)
    for (of_month, channel, words), (number, amount) in sorted(waiting.items()):
        yield Difference(
            f"facts of {format_month(of_month)}", f"{channel}: {number} {words}.", amount, waits=True
        )  # fmt: skip
    for line in differences(may.lines, facts.claimed_lines()):
        if line.kind != Kind.CONTACTS:
            where = format_month(line.month) if line.month else "all months"
            yield Difference(f"facts of {where}", f"{line.label}: {line.quantity or ''} not claimed yet.".replace(":  ", ": "),
                             line.amount, waits=True)  # fmt: skip
    if may.unpriced:
        yield Difference("tariff", f"{may.unpriced} billable contacts have no price in any tariff.")
