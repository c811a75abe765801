"""The fictional staff of the demo. None has a password: the demo signs them in with one click, and nothing else does."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.actions import add_person, sync_partners
from adviceline.accounts.models import Partner, Person
from adviceline.accounts.roles import ROLES
from adviceline.audit.actors import Actor
from adviceline.content.current import current_content
from adviceline.demo.profile import profile


def ensure_staff(*, by: Actor, at: datetime) -> list[Person]:
    """Everybody named in the profile, in its order, added where they are not yet here."""
    bodies = sync_partners(partners=current_content().service.partners, by=by, at=at)
    lead = next(body for body in bodies if body.is_lead)
    others = sorted((body for body in bodies if not body.is_lead), key=lambda body: body.code)
    partners: dict[str, Partner | None] = {
        "lead": lead, "second": (others or [lead])[0], "third": (others or [lead])[-1], "none": None,
    }  # fmt: skip
    here = {person.email: person for person in Person.objects.filter(is_fictional=True)}
    return [
        here.get(entry["email"])
        or add_person(
            email=entry["email"], name=f"{entry['name']} (fictional)", roles=entry["roles"],
            partner=partners[entry["partner"]], by=by, at=at, is_fictional=True,
        )
        for entry in profile()["staff"]
    ]  # fmt: skip


def one_for_each_role() -> dict[str, Person]:
    """The first of the fictional people in each role, by the role's code, in the order of the roles."""
    here = list(Person.objects.filter(is_fictional=True, is_active=True).order_by("pk"))
    found = {code: next((person for person in here if code in person.roles), None) for code in ROLES}
    return {code: person for code, person in found.items() if person is not None}


def shifts() -> list[tuple[int, str]]:
    """Places in the list of staff, and the shift, of those who take calls."""
    return [(place, entry["shift"]) for place, entry in enumerate(profile()["staff"]) if "shift" in entry]
