"""The communications plan of the simulated pilot, and how its contacts say they heard of the service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from adviceline.accounts.models import Person
from adviceline.content.safe_yaml import parse
from adviceline.demo.chance import stream
from adviceline.facts.actions import write_heard_fact
from adviceline.facts.models import ContactFact
from adviceline.facts.values import HeardFactValues
from adviceline.measures.calendar import LONDON, london_moment
from adviceline.outreach.actions.campaigns import keep_campaign, keep_campaign_activity, move_campaign
from adviceline.privacy.screening import screen_text

DATA = Path(__file__).parent / "data" / "outreach.yaml"
#: One contact in so many says how they heard of the service; and of the web forms, one in so many came by a link.
SAYS_ONE_IN, BY_LINK_ONE_IN = 3, 3


def add_outreach(*, seed: int, staff: Sequence[Person], at: datetime) -> None:
    """Campaigns through the service's own actions; how people heard, beside the facts of the pilot's contacts."""
    data = parse(DATA.read_bytes(), DATA.name).data
    writer = next(person for person in staff if "communications_officer" in person.roles)
    manager = next(person for person in staff if "service_manager" in person.roles)
    approved = [each["code"] for each in data["campaigns"] if _campaign(each, writer, manager, at) == "approved"]
    _heard(seed, data["heard"], approved[:-1] or approved)


def _campaign(entry: dict[str, Any], writer: Person, manager: Person, at: datetime) -> str:
    """Days are counted from the opening of the pilot, or from today."""
    start = date(2022, 1, 4) if entry["from"] == "pilot" else london_moment(at).date
    first, last = (start + timedelta(days=entry[name]) for name in ("starts", "ends"))
    written_at = min(datetime.combine(first - timedelta(days=14), time(10), tzinfo=UTC), at)
    texts: dict[str, Any] = {name: screen_text(entry[name]) for name in ("title", "audience", "message", "wording")}
    made = keep_campaign(
        campaign=None, code=entry["code"], starts_date=first, ends_date=last, owner=writer, version=0, by=writer,
        at=written_at, **texts,
    )  # fmt: skip
    for each in entry["activities"]:
        keep_campaign_activity(
            activity=None, campaign=made, title=screen_text(each["title"]), channel=each["channel"],
            region=each.get("region", ""), starts_date=first + timedelta(days=each["after"]),
            ends_date=first + timedelta(days=each["after"] + each.get("days", 0)), owner=writer,
            cost=Decimal(str(each["cost"])), reach_planned=each["planned"], reach_done=each.get("done"), by=writer,
            at=written_at,
        )  # fmt: skip
    for step in {"approved": ("submit", "approve"), "in_review": ("submit",), "draft": ()}[entry["state"]]:
        by = manager if step == "approve" else writer
        made = move_campaign(campaign=made, step=step, version=made.version, by=by, at=written_at)
    return made.state


def _heard(seed: int, weights: dict[str, int], codes: list[str]) -> None:
    rows = ContactFact.objects.filter(channel__in=["call", "web_form"], direction="in", counts=True)
    for fact in rows.order_by("began_on", "half_hour", "fact_id"):
        chance = stream(seed, "heard", fact.fact_id.int % 1_000_003)
        answered = fact.outcome in ("answered", "received")
        how = (
            chance.choices([*weights], [*weights.values()])[0]
            if answered and chance.randrange(SAYS_ONE_IN) == 0
            else ""
        )
        by_link = fact.channel == "web_form" and codes and chance.randrange(BY_LINK_ONE_IN) == 0
        began_at = datetime.combine(fact.began_on, time(12), tzinfo=LONDON)
        code = chance.choice(codes) if by_link else ""
        write_heard_fact(HeardFactValues(fact_id=fact.fact_id, began_at=began_at, how=how, campaign=code))
