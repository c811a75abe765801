"""Zero-restricted controlled rounding: every shown cell becomes a multiple of the base beside it, and totals still add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection.result import Loss, Protected, UnableToProtect
from adviceline.disclosure.system.model import Publication, System
from adviceline.disclosure.system.problems import UnusableSystem
from adviceline.disclosure.system.statements import Exact, Rounded

#: Roundings tried, each unlike those before where they leaked.
TRIES, NODES, SECONDS = 25, 50_000, 120.0


def least_base(system: System) -> int:
    """A cell shown as 0 may be 0 to base − 1, which must go beyond the threshold: the least multiple of 5 that does."""
    threshold = max((levels.threshold for levels in system.levels_of_cells()), default=0)
    return max(5, -(-(threshold + 2) // 5) * 5)


def round_controlled(
    system: System, drafts: Sequence[Publication], *, base: int | None, intervals: str = "auto"
) -> Protected:
    base = base or least_base(system)
    threshold = max((levels.threshold for levels in system.levels_of_cells()), default=0)
    if base < threshold + 2:
        raise UnableToProtect(
            f"Rounding to {base} cannot protect counts up to {threshold}: what is shown as 0 would be known to be 0 to "
            f"{base - 1}. The base must be {threshold + 2} or more."
        )
    places = sorted({place for draft in drafts for place in draft.shows})
    at = {place: number for number, place in enumerate(places)}
    values = np.array([system.cells[place].value or 0 for place in places], dtype=np.int64)
    down = values // base
    loose = (values % base != 0).astype(float)
    rows, needed = _sums(system, at, down, base)
    cuts: list[npt.NDArray[np.float64]] = []
    most: list[float] = []
    cost = np.where(loose > 0, base - 2.0 * (values % base), 0.0)  # error when up, less error when down
    for _ in range(TRIES):
        constraints = [LinearConstraint(rows, needed, needed)] if rows.shape[0] else []
        if cuts:
            constraints.append(LinearConstraint(csr_array(np.array(cuts)), -np.inf, np.array(most)))
        done = milp(
            cost, integrality=np.ones(len(places)), bounds=Bounds(0, loose), constraints=constraints,
            options={"node_limit": NODES, "time_limit": SECONDS},
        )  # fmt: skip
        if done.x is None:
            break
        up = np.rint(done.x).astype(np.int64)
        shown = (down + up) * base
        if rows.shape[0] and bool((np.rint(rows @ up) != needed).any()):
            break
        said = _said(system, drafts, at, shown, base)
        audit = attack(said, intervals=intervals, first=True)
        if audit.safe:
            gap = float(done.mip_gap or 0.0)
            return Protected(said, {}, f"controlled rounding to {base}", gap, None, 1, _loss(values, shown), audit)
        # Somewhere it must be otherwise: the sum of |up − this up| is 1 or more.
        cuts.append(np.where(up == 1, 1.0, -1.0) * (loose > 0))
        most.append(float(up.sum()) - 1.0)
    raise UnableToProtect(
        f"No rounding to {base} was found that keeps every total and gives nothing away. Take a greater base, or suppress.",
        tuple(draft.id for draft in drafts),
    )


def _sums(
    system: System, at: dict[int, int], down: npt.NDArray[np.int64], base: int
) -> tuple[csr_array, npt.NDArray[np.float64]]:
    """Equations among cells that are all shown must hold for what is shown."""
    rows: list[int] = []
    columns: list[int] = []
    data: list[float] = []
    needed: list[float] = []
    for equation in system.equations:
        if not all(place in at for place, _ in equation.terms):
            continue
        if equation.equals % base:
            raise UnusableSystem(f"Equation '{equation.id}' equals {equation.equals}, which is no multiple of {base}.")
        for place, coefficient in equation.terms:
            rows.append(len(needed))
            columns.append(at[place])
            data.append(float(coefficient))
        below = sum(coefficient * int(down[at[place]]) for place, coefficient in equation.terms)
        needed.append(float(equation.equals // base - below))
    return csr_array((data, (rows, columns)), shape=(len(needed), len(at))), np.array(needed)


def _said(
    system: System, drafts: Sequence[Publication], at: dict[int, int], shown: npt.NDArray[np.int64], base: int
) -> System:
    names = {draft.id for draft in drafts}
    publications = []
    for each in system.publications:
        if each.id in names:
            said = tuple(
                Exact(place, 0)
                if system.cells[place].high == 0
                else Rounded(place, int(shown[at[place]]), base, "either")
                for place in each.shows
            )
            each = replace(each, statements=said, shows=(), always_shows=frozenset(), draft=False)
        publications.append(each)
    return replace(system, publications=tuple(publications))


def _loss(values: npt.NDArray[np.int64], shown: npt.NDArray[np.int64]) -> Loss:
    error = float(np.abs(values - shown).mean()) if len(values) else 0.0
    return Loss(len(values), 0, 0, 0, 0, 0.0, round(error, 6), 0)
