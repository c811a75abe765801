"""The words for codes: from the service's content, in its order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adviceline.content import ServiceContent
from adviceline.directory.queries import kinds as directory_kinds
from adviceline.directory.queries import titles as directory_titles
from adviceline.places.area_data import local_authorities
from adviceline.reporting.figures import Labelled

NOT_RECORDED = Labelled("not_recorded", "Not recorded")
CHANNELS = {
    "call": "Phone calls",
    "callback": "Call-backs",
    "chat": "Chats",
    "email": "E-mails",
    "web_form": "Web forms",
    "session": "Sessions",
}


@dataclass(frozen=True, slots=True)
class Labels:
    """`fields`: for each coded field, its codes in order with their labels; `current` are those not retired."""

    fields: Mapping[str, Mapping[str, str]]
    current: Mapping[str, frozenset[str]]
    resources: Mapping[str, str]

    def rows(self, field: str, found: Iterable[str]) -> list[Labelled]:
        """Every current code, then whatever else was found: retired, unknown, and at the end not recorded."""
        known = self.fields.get(field, {})
        found = set(found)
        rows = [Labelled(code, label) for code, label in known.items() if code in self.current[field] or code in found]
        rows += [Labelled(code, code) for code in sorted(found - set(known) - {""})]
        return rows + ([NOT_RECORDED] if "" in found else [])

    def resource_rows(self, found: Iterable[str]) -> list[Labelled]:
        """Only what was given, in order of title: an order by count would tell of what is hidden."""
        return sorted(
            (Labelled(code, self.resources.get(code, code)) for code in found), key=lambda row: (row.label, row.code)
        )


def labels_from(content: ServiceContent) -> Labels:
    return Labels(
        fields={field.id: {code.code: code.label for code in field} for field in content.taxonomy},
        current={field.id: frozenset(code.code for code in field.offered()) for field in content.taxonomy},
        resources=_resource_titles(content),
    )


def _resource_titles(content: ServiceContent) -> dict[str, str]:
    """Two resources may bear one title; the publisher then tells them apart. What the directory holds goes before the
    content: an entry may have been written, or changed, on screen."""
    times = Counter(resource.title for resource in content.resources.values())
    known = {
        resource.id: resource.title if times[resource.title] == 1 else f"{resource.title} ({resource.publisher})"
        for resource in content.resources.values()
    }
    return known | directory_titles()


def frozen_labels(content: ServiceContent) -> dict[str, Any]:
    """Every code and word that a return may need, as plain data: what a snapshot keeps (returns.wording reads it)."""
    kinds = {resource.id: resource.kind for resource in content.resources.values()} | directory_kinds()
    return {
        "service": content.service.name,
        "fields": {
            name: [[each.code, each.label, each.group or "", each.retired] for each in content.taxonomy[name]]
            for name in ("kind", "role", "setting", "region", "theme")
        },
        "groups": {
            name: [[each.code, each.label] for each in content.taxonomy[name]]
            for name in ("kind_group", "role_group", "setting_group", "region_group", "theme_group", "resource_kind")
        },
        "resources": {code: [title, kinds.get(code, "")] for code, title in _resource_titles(content).items()},
        "local_authorities": {each.la_code: [each.name, each.region_code] for each in local_authorities()},
    }
