"""Which of a hosted provider's webhooks were taken, and which of them answered."""

from __future__ import annotations

from datetime import datetime

from adviceline.channels.telephony.models import Webhook
from adviceline.privacy import crypto


def take_webhook(*, signed: str, at: datetime) -> Webhook:
    """The row of a genuine webhook, by what the provider signed; `answered_at` says that it was taken and answered before."""
    index = crypto.blind_index(signed, purpose="phone-webhook")
    return Webhook.objects.get_or_create(signed_index=index, defaults={"taken_at": at})[0]


def note_answered(*, webhook: Webhook, at: datetime) -> None:
    """Our answer was handed over: whoever sends the same from now on is not the provider trying again."""
    Webhook.objects.filter(pk=webhook.pk, answered_at=None).update(answered_at=at)
