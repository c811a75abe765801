"""From a return and its snapshot to its protected document, and the attack on it. Reads; keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from adviceline.reporting.models import Return
from adviceline.reporting.returns.composing import Words, compose
from adviceline.reporting.returns.counting import count
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.document_json import from_json
from adviceline.reporting.returns.linking.attacking import Attacked, attack_documents
from adviceline.reporting.returns.linking.protecting import Draft, ProtectedReturn, protect_return
from adviceline.reporting.returns.linking.quantities import Amounts
from adviceline.reporting.returns.linking.rules import rules_from
from adviceline.reporting.returns.linking.statements import rungs_of
from adviceline.reporting.returns.linking.versions import Version
from adviceline.reporting.returns.queries import linked_releases, name_of, released_document
from adviceline.reporting.returns.snapshot import OpenSnapshot, open_snapshot
from adviceline.reporting.returns.wording import wording_from


@dataclass(frozen=True)
class DrawnUp:
    """`document` has no commentary and no signatures. `linked`: the releases taken into account."""

    document: ReturnDocument
    protected: ProtectedReturn
    linked: tuple[str, ...]

    @property
    def inside(self) -> dict[str, Any]:
        """What stays inside: costs, and the reason for each hidden cell."""
        one = self.protected
        return {
            "method": one.method,
            "gap": one.gap,
            "loss": asdict(one.loss),
            "other_method": None if one.other is None else asdict(one.other),
            "fell_back": dict(one.fell_back),
            "reasons": dict(sorted(one.reasons.items())),
        }


def draw_up(report: Return, *, linked: Sequence[str] | None = None) -> DrawnUp:
    """Count, protect and set out. `linked`: the names of the releases that protection took into account the first time.

    Raises SnapshotUnusable, UnableToProtect, and UnusableSystem where the releases contradict what was counted.
    """
    snapshot = open_snapshot(report.snapshot)
    amounts = _amounts(snapshot)
    others = linked_releases(report, names=linked)
    documents = {other.name: released_document(other) for other in others}
    versions = [version_of(other, documents[other.name]) for other in others]
    corrects = report.corrects.name if report.corrects else ""
    draft = Draft(
        report.name, amounts, rules_from(snapshot.manifest.rules), tuple(part.name for part in snapshot.manifest.parts),
        corrects,
    )  # fmt: skip
    protected = protect_return(draft, versions, documents)
    names = tuple(other.name for other in others)
    document = compose(
        name=name_of(report), protected=protected, snapshot=snapshot,
        words=Words(reasons=[report.reason] if report.reason else []), linked=names,
        before=next((version for version in versions if version.name == corrects), None),
    )  # fmt: skip
    return DrawnUp(document, protected, names)


def attack_return(report: Return) -> Attacked:
    """The document as it stands, with every release that is tied to it. Raises as `draw_up`, save UnableToProtect."""
    others = linked_releases(report)
    documents: dict[str, ReturnDocument] = {other.name: released_document(other) for other in others}
    documents[report.name] = from_json(report.document.encode())
    versions = [version_of(one, documents[one.name]) for one in (*others, report)]
    return attack_documents(documents, versions, levels_of=versions[-1])


def version_of(report: Return, document: ReturnDocument) -> Version:
    """A return as the system sees it: counted anew from its snapshot, on the rungs that its document shows."""
    snapshot = open_snapshot(report.snapshot)
    return Version(
        report.name, _amounts(snapshot), rules_from(snapshot.manifest.rules), rungs_of(document),
        tuple(part.name for part in snapshot.manifest.parts), report.corrects.name if report.corrects else "",
    )  # fmt: skip


def _amounts(snapshot: OpenSnapshot) -> Amounts:
    wording = wording_from(snapshot.labels)
    return Amounts(count(snapshot, wording), wording)


def leaking_tables(certificate: Mapping[str, Any]) -> list[str]:
    """The tables that give something away, by the name of the release and the table."""
    return sorted({table for leak in certificate.get("leaks", ()) for table in leak["tables"]})
