"""The attack on a document with everything released that is tied to it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adviceline.disclosure.attack import AttackResult, attack
from adviceline.disclosure.reporting import METHOD, in_words
from adviceline.disclosure.system import System
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.linking.building import Linked
from adviceline.reporting.returns.linking.late import items_that_tell, tables_that_tell
from adviceline.reporting.returns.linking.statements import CHANGE, publications
from adviceline.reporting.returns.linking.versions import Version


@dataclass(frozen=True)
class Attacked:
    """`system`: what was attacked, and `result`, the outcome. `late`: tables and figures that tell of the few that are
    new since an earlier release, each with a sentence and the tables that tell it together."""

    system: System
    result: AttackResult
    late: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    @property
    def safe(self) -> bool:
        return self.result.safe and not self.late

    def as_certificate(self) -> dict[str, object]:
        """What is kept of an attack: for those inside, since it names cells. No time stands in it."""
        count = self.result.certificate
        return {
            "safe": self.safe,
            "method": METHOD,
            "solver": count.solver,
            "cells": len(self.system.cells),
            "equations": len(self.system.equations),
            "publications": [one.id for one in self.system.publications],
            "sensitive": count.targets,
            "questions": count.questions,
            "undecided": count.undecided,
            "leaks": [
                {
                    "cell": self.system.cells[one.place].id,
                    "words": in_words(self.system, one),
                    "tables": list(one.publications),
                    "cells": list(one.statements),
                    "low": one.low,
                    "high": one.high,
                }
                for one in self.result.findings
            ]
            + [
                {"cell": what, "words": words, "tables": list(tables), "cells": [], "low": None, "high": None}
                for what, words, tables in self.late
            ],
            "intervals": {
                self.system.cells[one.place].id: [one.low, one.high] for one in self.result.intervals if one.complete
            },
            "levels": self.system.levels.hash(),
        }


def attack_documents(
    documents: Mapping[str, ReturnDocument], versions: Sequence[Version], *, levels_of: Version
) -> Attacked:
    """Everything that `documents` say, taken together. Every version has its document. Raises UnusableSystem when
    what they say contradicts what was counted. `levels_of`: the return that is asked about."""
    linked = Linked(versions)
    said = [one for version in versions for one in publications(documents[version.name], version, linked)]
    system = linked.system(said, levels_of.rules.levels)
    return Attacked(system, attack(system), tuple(_late(documents[levels_of.name], levels_of, linked, system)))


def _late(
    document: ReturnDocument, version: Version, linked: Linked, system: System
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for table, beside in tables_that_tell(version, linked, system).items():
        told = [f"{name} {table}" for name in (version.name, *beside.split(" with "))]
        yield told[0], f"Table {table} tells, beside {beside}, of the few that are new in it.", tuple(told)
    for item in sorted(items_that_tell(version, linked)):
        figure = document.figure(CHANGE[item])
        if figure is not None and figure.value.value is not None:
            words = (
                f"The mean change in {item} tells, beside an earlier release, how the few answered that are new in it."
            )
            yield f"{version.name} {figure.id}", words, (f"{version.name} figures",)
