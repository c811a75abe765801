"""The providers whose mail is taken: how each proves that it is the one, and where it puts the message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailCoreWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from django.conf import settings
from django.http import HttpRequest, QueryDict


class Forged(Exception):
    """Whoever sent it did not prove to be the provider."""


@dataclass(frozen=True)
class Provider:
    """`field` holds the message as it was sent, byte for byte; `advice` says how to have the provider put it there."""

    name: str
    field: str
    advice: str
    checker: Callable[[str], AnymailCoreWebhookView]


PROVIDERS: Mapping[str, Provider] = {
    each.name: each
    for each in (
        Provider(
            "mailgun", "body-mime", "Let the route forward to /mail/incoming/mailgun/mime.",
            lambda secret: MailgunInboundWebhookView(webhook_signing_key=secret),
        ),
        Provider(
            "postmark", "RawEmail", "Switch on 'Include raw email content in JSON payload'.",
            lambda secret: PostmarkInboundWebhookView(webhook_secret=[secret]),
        ),
    )
}  # fmt: skip


def provider_named(name: str) -> Provider | None:
    """None for one that the settings give no secret for."""
    return PROVIDERS.get(name) if name in settings.MAIL_WEBHOOKS else None


def check(provider: Provider, request: HttpRequest, fields: Mapping[str, bytes]) -> None:
    """Raises `Forged` unless the provider's signature or secret is right. django-anymail does it, from the request."""
    form = QueryDict(mutable=True)
    form.update(
        {
            name: fields[name].decode("utf-8", "replace")
            for name in ("token", "timestamp", "signature")
            if name in fields
        }
    )
    request._post, request._body = form, b""  # type: ignore[attr-defined]  # all else has been read from it
    try:
        provider.checker(settings.MAIL_WEBHOOKS[provider.name]).run_validators(request)
    except (AnymailWebhookValidationFailure, ValueError, TypeError, LookupError) as error:
        raise Forged from error
