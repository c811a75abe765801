"""What an outsider can deduce from everything that was published, over whole numbers.

Written apart from the protection, with which it shares the model of a system and nothing else.
"""

from collections.abc import Iterable, Sequence

from adviceline.disclosure.attack.result import AttackResult, Certificate, Finding, Interval, Leak
from adviceline.disclosure.system.model import System

#: So many leaks are explained in full; a release with one leak is refused anyway.
EXPLAINED = 12


def attack(
    system: System,
    *,
    hints: Iterable[Sequence[int]] = (),
    intervals: str = "auto",
    explained: int = EXPLAINED,
    statements: bool = True,
    first: bool = False,
) -> AttackResult:
    """Raises UnusableSystem when the system contradicts itself.

    `hints`: whole tables, one value for each cell, that somebody claims to be consistent. Each is tried in exact
    arithmetic and used only where it holds; a wrong one cannot make a leak look safe. `intervals`: auto, all or leaks.
    `explained`: of so many leaks the publications are named that give them away together; with `statements` the cells in
    them as well, which takes hundreds of questions a leak.
    `first`: whoever only asks whether it is safe is answered with the first leak, and no intervals beside it.
    """
    from adviceline.disclosure.attack.attacking import attacked  # late: the solver is the largest library of all

    return attacked(system, hints=hints, intervals=intervals, explained=explained, statements=statements, first=first)


__all__ = ["EXPLAINED", "AttackResult", "Certificate", "Finding", "Interval", "Leak", "attack"]
