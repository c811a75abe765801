"""Signing in as a browser does it, and what the trail says of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from adviceline.audit.models import Event
from tests.support import totp
from tests.support.people import PASSWORD, SECRET

WRONG = {"login": "sam@example.org", "password": "not the password at all"}


def give_password(
    client: Client, email: str = "sam@example.org", password: str = PASSWORD, **headers: str
) -> HttpResponse:
    return client.post(reverse("account_login"), {"login": email, "password": password}, **headers)


def give_code(client: Client, code: str) -> HttpResponse:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def sign_in(client: Client, email: str = "sam@example.org") -> HttpResponse:
    give_password(client, email)
    return give_code(client, totp.code(SECRET))


def events(action: str) -> list[Event]:
    return list(Event.objects.filter(action=action).order_by("seq"))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
