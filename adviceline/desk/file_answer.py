"""The answer that holds the bytes of a file which somebody sent us: nothing that a browser runs."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from adviceline.channels.email.correspondence import pictures
from adviceline.privacy.files import kinds


def file_answer(content: bytes, *, name: str, kind: str) -> HttpResponse:
    """A download; of a picture, a new one made from it. Raises `pictures.UnableToShow`."""
    if kind == kinds.IMAGE:
        answer = HttpResponse(pictures.preview(content), content_type="image/png")
        answer["Content-Disposition"] = 'inline; filename="picture.png"'
    else:
        answer = HttpResponse(content, content_type="application/octet-stream")
        named = content_disposition_header(as_attachment=True, filename=kinds.inert_name(name, kind))
        answer["Content-Disposition"] = named or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
