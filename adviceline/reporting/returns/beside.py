"""An evaluation, attacked together with every return of its months that was ever released (docs/adr/0075)."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from adviceline.disclosure.primary import Rule
from adviceline.disclosure.system import UnusableSystem
from adviceline.evaluation.beside import Checked, NotCheckedYet, checked_beside
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.data import Facts
from adviceline.measures.calendar import next_month
from adviceline.reporting.models import EvaluationCheck, Return
from adviceline.reporting.returns.actions.checking_evaluations import keep_evaluation_check
from adviceline.reporting.returns.naming import month_period, parse_period
from adviceline.reporting.returns.queries import released_document
from adviceline.reporting.returns.snapshot import SnapshotUnusable


@checked_beside
def checked_beside_returns(facts: Facts, found: Evaluation, rule: Rule, at: datetime, wait: bool) -> Checked:
    """Which parts of the evaluation would with the releases give a small count away; none where nothing was released. What
    was found is kept for the same facts and the same releases: the same evaluation is asked for again and again."""
    releases = releases_of(months(facts))
    if not releases:
        return Checked()
    key = _key(releases, facts, found, rule)
    kept = EvaluationCheck.objects.filter(key=key).first()
    if kept is None:
        if not wait:
            from adviceline.reporting.returns.linking.evaluation import Beside

            raise NotCheckedYet(dict.fromkeys(Beside.every_part(found), "Not shown yet: it is still being checked."))
        kept = keep_evaluation_check(key=key, refused=_refused(releases, facts, found, rule), at=at)
    return Checked(kept.refused, kept.checked_at)


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
    """Of all that the attack reads, and nothing else: a bill that is paid changes no count of people."""
    told = (found.reach, found.comparisons)
    said = repr(([release.release.document_hash for release in releases], facts.opened, facts.closed, told, rule))
    return sha256(said.encode()).hexdigest()
