"""Who is here, and who may do what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse

from adviceline.accounts.models import Partner, Person
from adviceline.accounts.roles import ROLES, Permission


def people(*, with_inactive: bool = True) -> list[Person]:
    """Everybody who is or was here, the active first, by name."""
    found = Person.objects.select_related("partner").order_by("-is_active", "name", "pk")
    return list(found if with_inactive else found.filter(is_active=True))


def people_who_may(permission: Permission) -> list[Person]:
    """Active people with the permission, by name. Staff are tens, so their roles are read in Python."""
    return [person for person in people(with_inactive=False) if person.may(permission)]


def partners() -> list[Partner]:
    """The lead, then the others by name."""
    return list(Partner.objects.order_by("-is_lead", "name"))


def demo_people() -> list[tuple[str, Person]]:
    """One fictional person for each role, as (role label, person), the earliest added first to be chosen."""
    fictional = list(Person.objects.filter(is_active=True, is_fictional=True).order_by("pk"))
    found = [
        (role.label, next((person for person in fictional if code in person.roles), None))
        for code, role in ROLES.items()
    ]
    return [(label, person) for label, person in found if person]


def with_second_factor(given: Iterable[Person]) -> set[int]:
    """The ids of those of the people given who have an authenticator app or a passkey."""
    return set(
        Authenticator.objects.filter(
            user_id__in=[person.pk for person in given],
            type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN],
        ).values_list("user_id", flat=True)
    )


def set_password_link(person: Person, *, origin: str) -> str:
    """A link that sets the person's password: for one use, and for `link_life()`."""
    token = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(person), "key": token})
    return f"{origin.rstrip('/')}{path}"


def link_life() -> timedelta:
    """How long a link to set a password works."""
    return timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def site_origin() -> str:
    """The site's own address, `https://host`, where no request tells it: the first of ADVICELINE_HOSTS."""
    host = next((host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))), "localhost")
    return f"{'https' if settings.HTTPS else 'http'}://{host}"
