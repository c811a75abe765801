"""Swaps: offered by one adviser, accepted by another, and made so by a supervisor, who alone changes the rota."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.workforce.actions.rota import check_shift, save_changed, take_cells
from adviceline.workforce.errors import UnableToRoster, UnableToSwap
from adviceline.workforce.models import AdviserRecord, Shift, ShiftChange, Swap
from adviceline.workforce.rules.states import SWAP

State = Swap.State
CHANGED = "A shift of this swap was changed meanwhile, so it cannot go ahead. Offer it again."


def offer_swap(*, shift: Shift, to: AdviserRecord, in_return: Shift | None, by: Person, at: datetime) -> Swap:
    """Offer one's own shift to a colleague, for one of theirs or for nothing. Offered twice alike, it is one.
    Raises `UnableToSwap`."""
    if by.pk != shift.adviser_id:
        raise UnableToSwap("You can offer your own shifts only.")
    if to.pk == shift.adviser_id:
        raise UnableToSwap("Choose a colleague.")
    if in_return is not None and in_return.adviser_id != to.pk:
        raise UnableToSwap("What comes in return must be a shift of that colleague.")
    if any(each is not None and (each.starts_at <= at or not each.is_planned) for each in (shift, in_return)):
        raise UnableToSwap("Only a shift that is still to come can be swapped.")
    try:
        with transaction.atomic():
            before = Swap.objects.filter(shift=shift, state__in=[State.OFFERED, State.ACCEPTED]).first()
            if before is not None:
                if before.offered_to_id == to.pk and before.in_return_id == (in_return.pk if in_return else None):
                    return before
                raise UnableToSwap("This shift is offered already. Withdraw that offer first.")
            made = Swap.objects.create(
                shift=shift, in_return=in_return, offered_by_id=by.pk, offered_to=to, offered_at=at,
                offered_sequence=shift.sequence, return_sequence=in_return.sequence if in_return else 0,
            )  # fmt: skip
            record(action="swap.offered", by=by, at=at, subject=f"person:{by.pk}", data={"swap": made.pk})
    except IntegrityError:
        raise UnableToSwap("This shift is offered already. Withdraw that offer first.") from None
    return made


def answer_swap(*, swap: Swap, accept: bool, by: Person, at: datetime) -> Swap:
    """What the colleague says. Raises `UnableToSwap`."""
    if by.pk != swap.offered_to_id:
        raise UnableToSwap("This was offered to somebody else.")
    step = "accept" if accept else "decline"
    with transaction.atomic():
        fresh = _open(swap, step)
        if accept:
            _check_unchanged(fresh, at=at)
        fresh.answered_at = at
        _move(fresh, step, by=by, at=at)
    return fresh


def withdraw_swap(*, swap: Swap, by: Person, at: datetime) -> Swap:
    """Whoever offered it thinks again, while it is not agreed. Raises `UnableToSwap`."""
    if by.pk != swap.offered_by_id:
        raise UnableToSwap("You can withdraw your own offers only.")
    with transaction.atomic():
        fresh = _open(swap, "withdraw")
        _move(fresh, "withdraw", by=by, at=at)
    return fresh


def decide_swap(*, swap: Swap, agree: bool, by: Person, at: datetime) -> Swap:
    """A supervisor's answer. Agreed, the shifts change hands, if both may then be on the line. Raises `UnableToSwap`."""
    if not by.may(Permission.SUPERVISE):
        raise UnableToSwap("A supervisor decides this.")
    if by.pk in (swap.offered_by_id, swap.offered_to_id):
        raise UnableToSwap("Somebody else must decide your own swap.")
    step = "agree" if agree else "refuse"
    try:
        with transaction.atomic():
            pair = [swap.offered_by_id, swap.offered_to_id]
            list(AdviserRecord.objects.select_for_update().filter(pk__in=pair).order_by("pk"))
            fresh = _open(swap, step)
            fresh.decided_by, fresh.decided_at = by, at
            if agree:
                _check_unchanged(fresh, at=at)
                _change_hands(fresh, by=by, at=at)
            _move(fresh, step, by=by, at=at)
    except IntegrityError:
        raise UnableToSwap("One of them is on another shift then.") from None
    except UnableToRoster as problem:
        raise UnableToSwap(str(problem)) from None
    return fresh


def _change_hands(swap: Swap, *, by: Person, at: datetime) -> None:
    moving = [(swap.shift, swap.offered_to), *([(swap.in_return, swap.offered_by)] if swap.in_return else [])]
    for shift, _ in moving:
        shift.cells.all().delete()
    for shift, taker in moving:
        check_shift(taker, shift.starts_at, shift.ends_at, at=at, despite_availability=True)
        was = shift.adviser_id
        shift.adviser = taker
        save_changed(shift, at=at)
        take_cells(shift)
        ShiftChange.objects.create(
            shift=shift, what=ShiftChange.What.HANDED_OVER, was_adviser_id=was, was_starts_at=shift.starts_at,
            was_ends_at=shift.ends_at, changed_by=by, changed_at=at,
        )  # fmt: skip


def _open(swap: Swap, step: str) -> Swap:
    fresh = Swap.objects.select_for_update(of=("self",)).select_related(
        "shift", "in_return", "offered_by__person", "offered_to__person"
    ).get(pk=swap.pk)  # fmt: skip
    if fresh.state not in SWAP[step][0]:
        raise UnableToSwap("This swap was answered, decided or withdrawn meanwhile.")
    return fresh


def _check_unchanged(swap: Swap, *, at: datetime) -> None:
    both = [(swap.shift, swap.offered_sequence)]
    if swap.in_return is not None:
        both.append((swap.in_return, swap.return_sequence))
    if any(not shift.is_planned or shift.sequence != sequence for shift, sequence in both):
        raise UnableToSwap(CHANGED)
    if any(shift.starts_at <= at for shift, _ in both):
        raise UnableToSwap("A shift that has begun cannot be swapped.")


def _move(swap: Swap, step: str, *, by: Person, at: datetime) -> None:
    state = SWAP[step][1]
    assert state is not None
    swap.state = state
    swap.save(update_fields=["state", "answered_at", "decided_by", "decided_at"])
    data = {"swap": swap.pk, "shift": swap.shift_id}
    record(action=f"swap.{state}", by=by, at=at, subject=f"person:{swap.offered_by_id}", data=data)
