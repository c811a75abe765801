"""Returns signed and released in the same moment, each by a connection of its own. Made inside the service."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from tests.support.maps_at_once import at_once

AT = datetime(2023, 1, 9, 10, tzinfo=UTC)


def made_ready() -> list[str]:
    """January and February, each ready to be signed; the addresses of two people who may sign and release."""
    from tests.support import made_returns as made
    from tests.support import people

    for month in (1, 2):
        made.pilot_facts(month=month, enquiries=12)
        made.protected(made.written(made.prepared(f"2022-0{month}")))
    other = people.somebody("service_manager", email="returns.other@example.org", strong=False)
    return [made.manager().email, other.email]


def signed_at_once() -> dict[str, list[str]]:
    """What each of two people who sign the same return is told."""
    from adviceline.reporting.returns import actions

    people = _people()
    return {
        name: at_once([partial(actions.sign_return, report=_return(name), by=by, at=AT) for by in people], words=True)
        for name in ("2022-01", "2022-02")
    }


def released_at_once(names: list[str]) -> list[str]:
    """What each of two people is told who release the two returns (or twice the same one)."""
    from adviceline.reporting.returns import actions

    pairs = list(zip(names, _people(), strict=True))
    return at_once(
        [partial(actions.release_return, report=_return(name), by=by, at=AT) for name, by in pairs], words=True
    )


def standing() -> dict[str, Any]:
    """Every release with its number and how many files it has, and what the audit trail tells of them."""
    from adviceline.audit.models import Event
    from adviceline.reporting.models import Release
    from adviceline.reporting.returns import verifying

    releases = list(Release.objects.select_related("report").order_by("number"))
    return {
        "numbers": [one.number for one in releases],
        "names": [one.report.name for one in releases],
        "events": list(
            Event.objects.filter(action="return.released").order_by("seq").values_list("subject", flat=True)
        ),
        "problems": [problem for one in releases for problem in verifying.verify(one.report)],
    }


def _people() -> list[Any]:
    from adviceline.accounts.models import Person

    return [Person.objects.get(email=f"returns.{who}@example.org") for who in ("manager", "other")]


def _return(name: str) -> Any:
    from adviceline.reporting.returns import queries

    return queries.return_by_name(name)
