"""Mail as providers hand it over."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from urllib.parse import urlencode

SIGNING_KEY = "mailgun-signing-key-for-tests"
PASSWORD = "postmark:a-password-for-tests"
SETTING = f"mailgun={SIGNING_KEY} postmark={PASSWORD}"
SECRETS = {"mailgun": SIGNING_KEY, "postmark": PASSWORD}


def signed(key: str = SIGNING_KEY, *, timestamp: str = "1643706000") -> dict[str, str]:
    token = uuid.uuid4().hex
    signature = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {"timestamp": timestamp, "token": token, "signature": signature}


def mailgun(content: bytes, *, key: str = SIGNING_KEY) -> tuple[str, bytes]:
    """(content type, body): a form, as Mailgun's routes to an address that ends in /mime send."""
    fields: dict[str, str | bytes] = {
        "recipient": "advice@hsb-support.example.org",
        **signed(key),
        "body-mime": content,
    }
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def mailgun_in_parts(content: bytes, *, key: str = SIGNING_KEY) -> tuple[str, bytes]:
    """The same as multipart/form-data, which Mailgun uses for messages with files."""
    fields = {name: value.encode() for name, value in signed(key).items()} | {"body-mime": content}
    boundary = uuid.uuid4().hex
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in fields.items()
    )
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def postmark(content: bytes) -> tuple[str, bytes]:
    """JSON with the whole message, and what Postmark made of it beside."""
    said = {"FromName": "Dana Example", "Subject": "Planning", "TextBody": "…", "Attachments": [],
            "RawEmail": content.decode("latin-1")}  # fmt: skip
    return "application/json", json.dumps(said).encode()


def authorization(password: str = PASSWORD) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(password.encode()).decode()}
