"""What may be done with an item, by whom; and what two coders' codes come to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

#: The coded field of the taxonomy that each kind is coded by: the codebook.
FIELDS = {
    "practice": "good_practice",
    "identifying": "challenge_identifying",
    "responding": "challenge_responding",
    "barrier": "barrier",
}
CODERS = 2


@dataclass(frozen=True)
class ItemNow:
    """What the rules look at. `authors` wrote its words, `coders` coded it; both are ids of people."""

    state: str
    authors: frozenset[int]
    coders: tuple[int, ...] = ()
    is_coded: bool = False
    is_used: bool = False


def why_not_accept(item: ItemNow, person: int) -> str:
    if item.state != "waiting":
        return "This item is not waiting for a second reader any more. Load the page again to see it as it is."
    if person in item.authors:
        return "You wrote these words, so another person has to read and accept them."
    return ""


def why_not_reword(item: ItemNow) -> str:
    return "" if item.state == "waiting" else "Only an item that waits for a second reader can be reworded."


def why_not_set_aside(item: ItemNow) -> str:
    if item.state not in ("waiting", "accepted"):
        return "This item is set aside or merged already."
    if item.is_used:
        return "A note cites this item, or another item was merged into it, so it cannot be set aside."
    return ""


def why_not_merge(item: ItemNow, into: ItemNow, *, same: bool, same_kind: bool) -> str:
    if same:
        return "An item cannot be merged into itself."
    if item.state != "accepted" or into.state != "accepted":
        return "Only accepted items can be merged. Accept both first."
    if not same_kind:
        return "The two items tell of different things. Link them instead."
    if item.is_used:
        return "A note cites this item, or another was merged into it. Merge the other one into this instead."
    return ""


def why_not_code(item: ItemNow, person: int) -> str:
    if item.state != "accepted":
        return "Only an accepted item can be coded."
    if person in item.coders:
        return "You have coded this item. Another person codes it without seeing what you chose."
    if len(item.coders) >= CODERS:
        return "Two people have coded this item."
    return ""


def why_not_resolve(item: ItemNow) -> str:
    if item.state != "accepted" or len(item.coders) < CODERS:
        return "There is nothing to settle until two people have coded this item."
    if item.is_coded:
        return "The codes of this item are settled."
    return ""


def agreed_codes(codings: Sequence[Collection[str]]) -> list[str] | None:
    """The codes when both coders chose the same; None while there is something to settle."""
    if len(codings) < CODERS or set(codings[0]) != set(codings[1]):
        return None
    return sorted(codings[0], key=code_order)


def code_order(code: str) -> tuple[int, str, int]:
    """B2 before B10, and what is not in the list last."""
    letter, number = code[:1], code[1:]
    return (0, letter, int(number)) if number.isascii() and number.isdigit() else (1, code, 0)
