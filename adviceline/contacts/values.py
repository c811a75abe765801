"""What callers pass to the core: plain, frozen values."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """How to reach an enquirer: always sealed at rest. All may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    ask_for: str = ""
    safe_to_call: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    def as_dict(self) -> dict[str, str]:
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ContactDetails:
        known = {field.name for field in fields(cls)}
        return cls(**{key: str(value) for key, value in data.items() if key in known})


@dataclass(frozen=True, kw_only=True)
class EnquirerValues:
    """Who asks: codes of the taxonomy, place codes, and the details to be sealed. `phase` and `region` are derived
    from the establishment and local authority where those are known."""

    role: str = "not_asked"
    setting: str = "not_asked"
    phase: str = ""
    establishment_urn: int | None = None
    la_code: str = ""
    region: str = ""
    details: ContactDetails = ContactDetails()
    consents_to_follow_up: bool = False
    is_anonymous: bool = False


@dataclass(frozen=True, kw_only=True)
class Triage:
    """The coded fields of an enquiry; codes of the taxonomy, empty where nothing was chosen."""

    kind: str = ""
    themes: tuple[str, ...] = ()
    continuum: str = ""
    threshold: str = ""
    urgency: str = ""
    follow_up: str = ""
