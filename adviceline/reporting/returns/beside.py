"""An evaluation, attacked together with every return of its months that was ever released (docs/adr/0075)."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.core.cache import cache

from adviceline.disclosure.primary import Rule
from adviceline.disclosure.system import UnusableSystem
from adviceline.evaluation.beside import checked_beside
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.data import Facts
from adviceline.measures.calendar import next_month
from adviceline.reporting.models import Return
from adviceline.reporting.returns.naming import month_period, parse_period
from adviceline.reporting.returns.queries import released_document
from adviceline.reporting.returns.snapshot import SnapshotUnusable

#: The same evaluation with the same releases is asked for again and again: as a page, then each of its files.
KEPT_SECONDS = 24 * 60 * 60


@checked_beside
def refused_beside_returns(facts: Facts, found: Evaluation, rule: Rule) -> Mapping[str, str]:
    """The parts of the evaluation that with the releases would give a small count away; none where nothing was released."""
    releases = releases_of(months(facts))
    if not releases:
        return {}
    key = _key(releases, facts, found, rule)
    kept: dict[str, str] | None = cache.get(key)
    if kept is None:
        kept = _refused(releases, facts, found, rule)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def months(facts: Facts) -> list[int]:
    found, month = [], facts.first
    while month <= facts.last:
        found.append(month)
        month = next_month(month)
    return found


def releases_of(wanted: list[int]) -> list[Return]:
    """Of these months and of the quarters that one of them is in, with all months of such a quarter; a return before its
    revisions."""
    quarters = {month_period(month).quarter.text for month in wanted}
    rows = Return.objects.filter(state="released").select_related("release", "corrects")
    released = set(rows.filter(period__in=quarters).values_list("period", flat=True))
    periods = {month_period(month).text for month in wanted} | released
    periods |= {part.text for quarter in released for part in parse_period(quarter).parts}
    return list(rows.filter(period__in=periods).order_by("period", "revision"))


def _refused(releases: list[Return], facts: Facts, found: Evaluation, rule: Rule) -> dict[str, str]:
    from adviceline.reporting.returns.drawing_up import version_of
    from adviceline.reporting.returns.linking.evaluation import Beside, parts_that_leak

    names = ", ".join(release.name for release in releases)
    documents = {release.name: released_document(release) for release in releases}
    try:
        versions = [version_of(release, documents[release.name]) for release in releases]
        last = {release.period: release.name for release in releases}
        months_of = {month: last[text] for month in months(facts) if (text := month_period(month).text) in last}
        leaking = parts_that_leak(Beside(facts, found, rule, months_of), versions, documents)
    except (SnapshotUnusable, UnusableSystem):
        why = f"Not shown: it could not be checked together with the returns that were released ({names})."
        return dict.fromkeys(Beside.every_part(found), why)
    why = f"Not shown: together with the returns that were released ({names}), a small number could be worked out from it."
    return dict.fromkeys(leaking, why)


def _key(releases: list[Return], facts: Facts, found: Evaluation, rule: Rule) -> str:
    said = repr(([release.release.document_hash for release in releases], facts.opened, facts.closed, found, rule))
    return f"evaluation-beside:{sha256(said.encode()).hexdigest()}"
