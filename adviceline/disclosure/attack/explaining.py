"""For one finding: the publications, and the cells in them, that give it away together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adviceline.disclosure.attack.explain import smallest
from adviceline.disclosure.attack.question import completed, possible, with_differences
from adviceline.disclosure.attack.result import Finding
from adviceline.disclosure.system.knowledge import Said, everything_said, reader_knowledge
from adviceline.disclosure.system.model import Publication, System
from adviceline.disclosure.system.sensitive import Target
from adviceline.disclosure.system.statements import Hidden

#: Statements among which the telling ones are looked for; with more, the publications alone are named.
MOST_STATEMENTS = 20_000


def explain(system: System, finding: Finding, base: Sequence[int], *, statements: bool = True) -> Finding:
    """`base`: one consistent table, a value for each cell. Without `statements` the publications alone are named."""
    said = everything_said(system)

    def leaks(chosen: Sequence[Said]) -> bool:
        return _leaks(system, finding, chosen, base)

    by_publication: dict[str, list[Said]] = {}
    for one in said:
        by_publication.setdefault(one[0].id, []).append(one)
    groups = list(by_publication.values())
    found = smallest(groups, lambda chosen: leaks([one for group in chosen for one in group]))
    if found is None:
        return replace(finding, publications=tuple(by_publication))
    names = tuple(group[0][0].id for group in found)
    telling = [one for group in found for one in group if not isinstance(one[1], Hidden)]
    named: tuple[str, ...] = ()
    if statements and len(telling) <= MOST_STATEMENTS and (few := smallest(telling, leaks)) is not None:
        named = tuple(_named(system, publication, one.places) for publication, one in few)
    return replace(finding, publications=names, statements=named, explained=True)


def _named(system: System, publication: Publication, places: tuple[int, ...]) -> str:
    return f"{publication.id}: {', '.join(system.cells[place].id for place in places[:4])}"


def _leaks(system: System, finding: Finding, chosen: Sequence[Said], base: Sequence[int]) -> bool:
    """Whether from these alone some value that must be possible is not."""
    aim = Target(finding.place, 0, -1, 0, "", finding.minus)
    knowledge, (unknown,) = with_differences(reader_knowledge(system, chosen), [aim])
    value = base[finding.place] if finding.minus is None else base[finding.minus] - base[finding.place]
    known = completed(knowledge, base)
    reader = [] if finding.reader is None else [(finding.reader, 1, None)]
    if not finding.impossible and not finding.beyond_impossible:
        return not (
            possible(knowledge, [(unknown, value + 1, None)], known)
            or (value > 0 and possible(knowledge, [(unknown, 0, value - 1)], known))
        )
    beyond = finding.beyond_impossible
    for each in finding.impossible:
        if not possible(knowledge, [*reader, (unknown, each, each)], known):
            return True
    return beyond and not possible(knowledge, [*reader, (unknown, finding_beyond(finding, system), None)], known)


def finding_beyond(finding: Finding, system: System) -> int:
    return 1 if finding.minus is not None else system.levels_of_cells()[finding.place].threshold + 1
