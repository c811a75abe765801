"""The whole document of a return. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from adviceline.measures.definitions import M2_FIRST
from adviceline.reporting.returns.composing.figures import figures
from adviceline.reporting.returns.composing.tables import charts, tables
from adviceline.reporting.returns.composing.words import methodology, notes, rule_set
from adviceline.reporting.returns.document import Act, ReturnDocument, Section, Series
from adviceline.reporting.returns.linking.protecting import ProtectedReturn
from adviceline.reporting.returns.linking.versions import Version
from adviceline.reporting.returns.naming import ReturnName
from adviceline.reporting.returns.snapshot import OpenSnapshot


@dataclass(frozen=True)
class Words:
    """What people wrote and did: the commentary, why a return was revised, and its acts."""

    commentary: Sequence[Section] = ()
    reasons: Sequence[str] = ()
    acts: Sequence[Act] = ()


def compose(
    *,
    name: ReturnName,
    protected: ProtectedReturn,
    snapshot: OpenSnapshot,
    words: Words,
    linked: Sequence[str],
    before: Version | None,
) -> ReturnDocument:
    """`linked`: the names of the releases that were taken into account; `before`: the return that this one corrects."""
    made = tables(protected, before)
    period = name.period
    kind = "Monthly" if period.series is Series.MONTHLY else "Quarterly"
    return ReturnDocument(
        name=str(name),
        series=period.series,
        period=period.text,
        title=f"{kind} monitoring return, {period.words}",
        service=protected.version.amounts.wording.service,
        begins_on=period.begins_on,
        ends_on=period.ends_on,
        revision=name.revision,
        corrects=protected.version.corrects,
        reasons=tuple(words.reasons),
        first_figures=M2_FIRST,
        figures=figures(protected),
        tables=made,
        charts=charts(made),
        commentary=tuple(words.commentary),
        notes=notes(protected),
        methodology=methodology(protected, tuple(linked)),
        rules=rule_set(protected.version.rules),
        snapshot_hash=snapshot.hash,
        code_version=snapshot.manifest.code_version,
        content_version=snapshot.manifest.content_version,
        acts=tuple(words.acts),
    )
