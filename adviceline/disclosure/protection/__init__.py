"""Protecting the drafts of a system: suppression, or controlled rounding, and then the attack."""

from adviceline.disclosure.protection.result import Loss, Protected, UnableToProtect
from adviceline.disclosure.system.model import System


def protect(
    system: System,
    *,
    method: str = "suppress",
    optimal: bool = True,
    base: int | None = None,
    intervals: str = "auto",
    again: bool = False,
) -> Protected:
    """`method`: suppress or round (controlled rounding; `base` None takes the least that can protect, in fives).
    `intervals`: of which cells the audit tells what a reader can deduce, as `attack` has it. `again`: the same system was
    protected before by another method, so that what was released of it is known to give nothing away.

    Raises UnusableSystem, or UnableToProtect when hiding all that may be hidden does not protect.
    """
    from adviceline.disclosure.protection.protecting import protected  # late: the solver is the largest library of all

    return protected(system, method=method, optimal=optimal, base=base, intervals=intervals, again=again)


__all__ = ["Loss", "Protected", "UnableToProtect", "protect"]
