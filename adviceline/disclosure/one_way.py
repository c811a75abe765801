"""Protection of a single list of counts that add up to a total which is known, exactly or rounded.

This covers the simplest way in: total less what is shown. Linked tables, periods and releases are another matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adviceline.disclosure.primary import Cell, Reason, Rule, protect_count, reader_interval


def protect_list(counts: Sequence[int], rule: Rule, *, total: Cell) -> list[Cell]:
    """Cells in the order of `counts`. `total` is what the reader sees of the sum (`Cell(sum)` when it is exact).

    Where a hidden small count could be narrowed to less than 1 … threshold + 1, the smallest cell still shown is
    hidden as well, and so on; zeros go last. When even hiding everything leaves it narrow (the total itself is
    small), everything is hidden.
    """
    cells = [protect_count(count, rule) for count in counts]
    while not _is_protected(cells, rule, total):
        shown = [place for place, cell in enumerate(cells) if not cell.hidden]
        if not shown:
            break
        place = min(shown, key=lambda index: (counts[index] == 0, counts[index], index))
        cells[place] = replace(cells[place], value=None, rounded=False, reason=Reason.COMPLEMENT)
    return cells


def _is_protected(cells: Sequence[Cell], rule: Rule, total: Cell) -> bool:
    hidden = sum(cell.hidden for cell in cells)
    if not hidden:
        return True
    lowest, highest = 0, 0
    for cell in cells:
        if cell.value is not None:
            low, high = reader_interval(cell, rule)
            assert high is not None
            lowest, highest = lowest + low, highest + high
    total_low, total_high = _total_interval(total, rule)
    if total_high is None:
        return True
    most = total_high - lowest
    least = max(0, total_low - highest) if hidden == 1 else 0
    return least <= 1 and most >= rule.threshold + 1


def _total_interval(total: Cell, rule: Rule) -> tuple[int, int | None]:
    if total.value is not None and not total.rounded:
        return total.value, total.value
    return reader_interval(total, rule)
