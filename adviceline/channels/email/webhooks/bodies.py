"""What a provider sends: read whole, within its own limit, and its fields byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import cast

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict

ADDRESS = "/mail/incoming/"
LARGEST_BODY = 64 * 1024 * 1024
"""Bytes: the largest message that is read, with what the form round it adds. A message of 25 MB comes as about 37."""
MOST_FIELDS = 200


class TooLarge(Exception):
    """More than is taken."""


class Unusable(Exception):
    """The body is not of the form that the provider uses."""


def leave_to_the_view(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """For these addresses nothing but the view reads the body: the limit of forms is far too small for a message, and its
    hidden characters are its own. Stands before whatever looks at a form."""

    def leave(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(ADDRESS):
            request._post, request._files = QueryDict(), MultiValueDict()  # type: ignore[attr-defined]  # read, as Django knows it
        return get_response(request)

    return leave


def whole(request: HttpRequest) -> bytes:
    """The body. Raises `TooLarge`, or `Unusable` when it was not all sent."""
    said = request.META.get("CONTENT_LENGTH") or ""
    if said.isdecimal() and int(said) > LARGEST_BODY:
        raise TooLarge
    content = request.read(LARGEST_BODY + 1)
    if len(content) > LARGEST_BODY:
        raise TooLarge
    if said.isdecimal() and len(content) != int(said):
        raise Unusable("The message broke off.")
    return content


def fields_of(request: HttpRequest, body: bytes) -> dict[str, bytes]:
    """The fields of a form, the last of each name, as the bytes that were sent; for JSON, those that are text."""
    if request.content_type == "application/json":
        return _of_json(body)
    if request.content_type == "application/x-www-form-urlencoded":
        try:
            found = QueryDict(body, encoding="latin-1")  # each character is the byte that was sent
        except Exception as error:  # too many fields, or none of a form
            raise Unusable("The form cannot be read.") from error
        return {name: str(found[name]).encode("latin-1") for name in found}
    if request.content_type == "multipart/form-data":
        return _of_parts(request.headers["Content-Type"], body)
    raise Unusable("Send a form or JSON.")


def _of_json(body: bytes) -> dict[str, bytes]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unusable("The JSON cannot be read.") from error
    if not isinstance(found, dict):
        raise Unusable("The JSON holds no message.")
    return {
        name: value.encode("utf-8", "surrogatepass")
        for name, value in list(found.items())[:MOST_FIELDS] if isinstance(value, str)
    }  # fmt: skip


def _of_parts(content_type: str, body: bytes) -> dict[str, bytes]:
    head = b"Content-Type: " + content_type.encode("latin-1", "replace").replace(b"\n", b" ") + b"\r\n\r\n"
    parts = BytesParser(policy=policy.compat32).parsebytes(head + body).get_payload()
    if not isinstance(parts, list) or len(parts) > MOST_FIELDS:
        raise Unusable("The form cannot be read.")
    found: dict[str, bytes] = {}
    for part in cast("list[Message]", parts):
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and not part.is_multipart():
            found[name] = cast(bytes, part.get_payload(decode=True))
    return found
