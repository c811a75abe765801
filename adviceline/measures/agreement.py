"""How far two people who sort the same things agree beyond chance: Cohen's kappa (Cohen 1960)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CANNOT = "cannot be estimated"
"""What is said where the data do not allow a figure."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`kappa` and its 95 % `interval` (large-sample variance of Fleiss, Cohen and Everitt 1969) are None where they
    cannot be estimated, and `why` then says why; there is no interval for fewer than three things, or where the variance is 0.

    `table[i][j]` counts what the first put into `categories[i]` and the second into `categories[j]`.
    """

    number: int
    same: int
    categories: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    kappa: float | None
    interval: tuple[float, float] | None
    why: str = ""

    @property
    def share_same(self) -> float | None:
        return self.same / self.number if self.number else None


def agreement(pairs: Sequence[tuple[str, str]]) -> Agreement:
    """Of what two people chose for each of the same things."""
    categories = tuple(sorted({each for pair in pairs for each in pair}))
    place = {name: number for number, name in enumerate(categories)}
    table = [[0] * len(categories) for _ in categories]
    for first, second in pairs:
        table[place[first]][place[second]] += 1
    number, same = len(pairs), sum(table[each][each] for each in range(len(categories)))
    kappa: float | None = None
    interval: tuple[float, float] | None = None
    why = ""
    if not number:
        why = "Nothing was coded by both."
    elif len(categories) < 2:
        why = "Both used one category only, so agreement by chance is certain."
    else:
        from numpy import errstate
        from statsmodels.stats.inter_rater import cohens_kappa  # late: it takes a second to load

        with errstate(invalid="ignore", divide="ignore"):  # its test against 0, which is not used
            found = cohens_kappa(table)
        kappa = float(found.kappa)
        if number > 2 and float(found.var_kappa) > 0:
            interval = max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))
    return Agreement(number, same, categories, tuple(map(tuple, table)), kappa, interval, why)
