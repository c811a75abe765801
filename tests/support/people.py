"""People of each role, and browsers in which they are signed in."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from adviceline.accounts import actions
from adviceline.accounts.models import Partner, Person
from adviceline.accounts.secrets import seal_secret
from adviceline.audit.actors import SYSTEM

PASSWORD = "correct horse battery staple"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def partner() -> Partner:
    """The lead body; made when there is none yet."""
    return Partner.objects.filter(is_lead=True).first() or Partner.objects.create(
        code="example", name="Example Trust (fictional)", is_lead=True
    )


def somebody(
    *roles: str, email: str = "", name: str = "", password: str = "", strong: bool = True, **values: Any
) -> Person:
    """An active person with these roles; `strong` gives them an authenticator app with `SECRET`."""
    email = email or f"{'.'.join(roles)}.{Person.objects.count()}@example.org"
    person = actions.add_person(
        email=email,
        name=name or f"{roles[0].replace('_', ' ').title()} Example",
        roles=roles,
        partner=partner(),
        by=SYSTEM,
        at=timezone.now(),
        **values,
    )
    if password:
        actions.set_password(person=person, password=password, at=timezone.now())
    if strong:
        add_app(person)
    return person


def add_app(person: Person) -> Authenticator:
    return Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": seal_secret(SECRET)})


def browser_of(person: Person, **options: Any) -> Client:
    """A browser in which the person signed in just now."""
    client = Client(**options)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
