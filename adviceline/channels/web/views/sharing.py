"""A professional shares what worked, or what got in the way."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from adviceline.accounts.limits import LimitedRequest, limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.web.sharing_form import ShareForm
from adviceline.channels.web.shown import title, words
from adviceline.channels.web.views.common import (
    REFUSED,
    TOO_MANY,
    new_form_key,
    personal_page,
    read_form_key,
    reads,
    reads_and_sends,
    refuse,
    signed_key,
    too_many_words,
)
from adviceline.content.current import current_content
from adviceline.evidence.actions.items import collect_item
from adviceline.evidence.models import EvidenceItem
from adviceline.evidence.views.items import collect_context

SHARE_RATE = "20/10m"


@public
@reads_and_sends
@limited(SHARE_RATE, name="web.share", in_form=True)
def share(request: HttpRequest) -> HttpResponse:
    """One page. Sent twice, it is kept once. Who sent it is not asked, and no address is kept."""
    if request.method != "POST":
        return _show(request, ShareForm(), new_form_key())
    form, key = ShareForm(request.POST), read_form_key(request)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _show(request, form, signed_key(key or uuid.uuid4()), status=TOO_MANY)
    if key is None:
        refuse(form, current_content().form_question("enquiry.expired").error("expired"))
        return _show(request, form, new_form_key(), status=REFUSED)
    if not form.is_valid():
        return _show(request, form, signed_key(key), status=REFUSED)
    collect_item(values=form.values, source=EvidenceItem.Source.PUBLIC, submission=key, by=PUBLIC, at=timezone.now())
    answer = redirect("web:shared")
    answer["Cache-Control"] = "no-store"
    return answer


@public
@reads
def shared(request: HttpRequest) -> HttpResponse:
    """What happens next."""
    return render(request, "web/said.html", {"heading": title("sharing.thanks"), "body": words("sharing.thanks")})


def _show(request: HttpRequest, form: ShareForm, key: str, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        **collect_context(form), "form_key": key, "heading": title("sharing.page"), "intro": words("sharing.page")
    }  # fmt: skip
    return personal_page(request, "web/share.html", context, status=status)
