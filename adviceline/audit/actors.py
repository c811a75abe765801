"""Who did something: a person of the staff, or one of the actors that are nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Actor(Protocol):
    """Whoever an action is done `by`. `actor_key` is stable and holds no name: `person:12`, `system`, `public`."""

    @property
    def actor_key(self) -> str: ...


@dataclass(frozen=True)
class NamedActor:
    actor_key: str


SYSTEM = NamedActor("system")
PUBLIC = NamedActor("public")
EXCHANGE = NamedActor("exchange")
MAILBOX = NamedActor("mailbox")
