"""The provider's REST interface: the sound of a message, and its removal there.

https://www.twilio.com/docs/voice/api/recording: who asks is known by the account and its token (HTTP Basic); a recording that is
not ready, or is gone, is 404; a removal that was done answers 204. Addresses are made here, never taken from a webhook.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import requests
from django.conf import settings

from adviceline.channels.telephony.hosted.signature import PROVIDER

SECONDS = (10, 30)
"""For the connection, and between two pieces of an answer."""
LARGEST = 32 * 1024 * 1024
GONE = 404
PIECE = 64 * 1024


class UnableToAskProvider(Exception):
    """It answers otherwise than hoped; says how, and nothing of the message."""

    @property
    def safe_words(self) -> str:
        return str(self)


def sound_of(*, account: str, recording: str) -> bytes | None:
    """The message as WAV; None while it is not there. Raises `UnableToAskProvider`."""
    with _asked("GET", account, f"{recording}.wav") as answer:
        if answer.status_code == GONE:
            return None
        _must_be(answer, 200)
        content = bytearray()
        for piece in answer.iter_content(PIECE):
            content += piece
            if len(content) > LARGEST:
                raise UnableToAskProvider("the recording is larger than a message")
        return bytes(content)


def remove(*, account: str, recording: str) -> None:
    """Done also when it was gone before. Raises `UnableToAskProvider`."""
    with _asked("DELETE", account, f"{recording}.json") as answer:
        if answer.status_code != GONE:
            _must_be(answer, 204)


@contextmanager
def _asked(method: str, account: str, name: str) -> Iterator[requests.Response]:
    token = settings.PHONE_WEBHOOKS.get(PROVIDER)
    if token is None:
        raise UnableToAskProvider("ADVICELINE_PHONE_WEBHOOKS names no provider")
    address = f"{settings.PHONE_API}/2010-04-01/Accounts/{account}/Recordings/{name}"
    try:
        with requests.request(
            method, address, auth=(account, token), timeout=SECONDS, allow_redirects=False, stream=True
        ) as answer:
            yield answer
    except requests.RequestException as error:
        raise UnableToAskProvider(f"the provider cannot be reached ({type(error).__name__})") from None


def _must_be(answer: requests.Response, status: int) -> None:
    if answer.status_code != status:
        raise UnableToAskProvider(f"the provider answered {answer.status_code}")
