"""Every table that fits what a reader knows, one after the other: slow, plain, and written apart from the attack."""

from __future__ import annotations

from collections.abc import Iterator

from adviceline.disclosure.system import Knowledge, Status, System, reader_knowledge, targets


def all_tables(knowledge: Knowledge, most: int) -> Iterator[list[int]]:
    """`most` bounds what has no bound of its own. A branch ends as soon as some fact can no longer be met."""
    count = len(knowledge.low)
    high = [most if one is None else one for one in knowledge.high]
    of: list[list[tuple[dict[int, int], int | None, int | None]]] = [[] for _ in range(count)]
    for row in knowledge.rows:
        for place, _ in row.terms:
            of[place].append((dict(row.terms), row.low, row.high))
    values = [0] * count

    def can_be_met(at: int) -> bool:
        for terms, low, highest in of[at]:
            done = sum(times * values[place] for place, times in terms.items() if place <= at)
            ahead = [(times * knowledge.low[one], times * high[one]) for one, times in terms.items() if one > at]
            if low is not None and done + sum(max(pair) for pair in ahead) < low:
                return False
            if highest is not None and done + sum(min(pair) for pair in ahead) > highest:
                return False
        return True

    def go(at: int) -> Iterator[list[int]]:
        if at == count:
            yield list(values)
            return
        for value in range(knowledge.low[at], high[at] + 1):
            values[at] = value
            if can_be_met(at):
                yield from go(at + 1)

    yield from go(0)


def by_hand(system: System, most: int = 60) -> tuple[dict[int, set[int]], set[tuple[int, int | None]]]:
    """For each cell the set of its possible values, and the cells (with `minus` for differences) that leak."""
    knowledge = reader_knowledge(system)
    tables = list(all_tables(knowledge, most))
    assert tables
    values = {place: {table[place] for table in tables} for place in range(len(system.cells))}
    leaks: set[tuple[int, int | None]] = set()
    sensitive = set()
    for aim in targets(system):
        if aim.minus is None:
            sensitive.add(aim.place)
            seen = values[aim.place]
        else:
            seen = {table[aim.minus] - table[aim.place] for table in tables}
        wanted = set(range(aim.first, aim.last + 1))
        if not wanted <= seen or max(seen) < aim.beyond:
            leaks.add((aim.place, aim.minus))
    for place, cell in enumerate(system.cells):
        free = cell.status is Status.OPEN or place in knowledge.exact or place in sensitive
        if not free and len(values[place]) == 1:
            leaks.add((place, None))
    return values, leaks
