"""The tariffs and the plan for money, as the content has them, and the grant, as the setting has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from adviceline.content.current import current_content
from adviceline.content.loading import content_hash
from adviceline.finance.rules.charging import Band, ContactType, Tariff, in_force
from adviceline.measures.calendar import parse_month


@dataclass(frozen=True, slots=True)
class CostLine:
    id: str
    label: str
    hint: str


def tariffs() -> list[Tariff]:
    """Every version, by its first month."""
    found = [_tariff(name, data) for name, data in current_content().data.get("tariff", {}).items()]
    return sorted(found, key=lambda each: each.first)


def tariff_of(month: int) -> Tariff | None:
    return in_force(tariffs(), month)


def grant() -> Decimal:
    """The most that all claims together may come to, VAT included."""
    return Decimal(settings.GRANT)


def cost_lines() -> dict[str, CostLine]:
    """By id, in the order of the content."""
    return {entry["id"]: CostLine(**entry) for entry in _plan()["cost_lines"]}


def partners() -> dict[str, str]:
    """Code → name, the lead first."""
    bodies = sorted(current_content().service.partners, key=lambda body: not body.lead)
    return {body.code: body.name for body in bodies}


def reason_needed_above() -> tuple[Decimal, Decimal]:
    """Percent and pounds: a difference from the budget larger than both needs a reason."""
    rule = _plan()["variance_needs_a_reason"]
    return Decimal(rule["percent"]), Decimal(rule["pounds"])


def _plan() -> Mapping[str, Any]:
    found: Mapping[str, Any] = current_content().data["money"]["plan"]
    return found


def _tariff(name: str, data: Mapping[str, Any]) -> Tariff:
    staffing, month = data["minimum_staffing"], data["month"]
    return Tariff(
        version=name,
        title=data["title"],
        agreed=data["agreed"],
        first=parse_month(data["from"]),
        last=parse_month(data["until"]) if "until" in data else None,
        types={channel: _type(channel, charge) for channel, charge in data["charges"].items()},
        staffing_label=staffing["label"],
        staffing_price=Decimal(staffing["price"]),
        floor=Decimal(month["floor"]),
        cap=Decimal(month["cap"]),
        vat_percent=Decimal(data["vat"]["percent"]),
        vat_words=data["vat"]["words"],
        held_percent=Decimal(data["held_until_completion_percent"]),
        hash=content_hash(data),
    )


def _type(channel: str, charge: Mapping[str, Any]) -> ContactType:
    bands = tuple(
        Band(
            each["id"], each["label"], each["up_to_minutes"] * 60 if "up_to_minutes" in each else None,
            Decimal(each["price"]),
        )
        for each in charge["bands"]
    )  # fmt: skip
    return ContactType(channel, charge["label"], bands, Decimal(charge["cap"]) if "cap" in charge else None)
