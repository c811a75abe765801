"""The attack on a document with everything released that is tied to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adviceline.disclosure.attack import AttackResult, attack
from adviceline.disclosure.reporting import METHOD, in_words
from adviceline.disclosure.system import System
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.linking.building import Linked
from adviceline.reporting.returns.linking.statements import publications
from adviceline.reporting.returns.linking.versions import Version


@dataclass(frozen=True)
class Attacked:
    """`system`: what was attacked, and `result`, the outcome."""

    system: System
    result: AttackResult

    @property
    def safe(self) -> bool:
        return self.result.safe

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
    what they say contradicts what was counted."""
    linked = Linked(versions)
    said = [one for version in versions for one in publications(documents[version.name], version, linked)]
    system = linked.system(said, levels_of.rules.levels)
    return Attacked(system, attack(system))
