"""A resource pack behind its private link: the page, the counted way out, and whether it helped.

The pages are for whoever holds the link, without an account. Nothing of the enquiry is on them; no index may keep them,
and the link is told to no other site. The pack's own page has no form and sets no cookie.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone

from adviceline.accounts.limits import LimitedRequest, limited
from adviceline.accounts.permissions import public
from adviceline.audit.actors import PUBLIC
from adviceline.channels.web.pack_forms import HelpedForm
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import (
    REFUSED,
    TOO_MANY,
    private,
    reads,
    reads_and_sends,
    refuse,
    too_many_words,
)
from adviceline.content.addresses import is_web_address
from adviceline.content.current import current_content
from adviceline.directory.models import Entry
from adviceline.directory.openings import count_opening
from adviceline.signposting.actions import UnableToAnswer, say_whether_it_helped
from adviceline.signposting.models import Pack
from adviceline.signposting.queries import NoPack, PackEnded, pack_by, shown_entries, until_words
from adviceline.signposting.rules import is_a_persons_click
from adviceline.ui.errors import error_page

ANSWER_RATE = "20/10m"


@public
@reads
def pack(request: HttpRequest, token: str) -> HttpResponse:
    """The entries of a pack, with when to use each."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    shown = shown_entries(found, today=timezone.localdate())
    context = {
        "heading": title("packs.page"), "intro": words("packs.page", until=until_words(found)), "entries": shown, "token": token,
        "notes": {name: sentence(f"packs.{name}") for name in ("moved", "checking", "overdue", "withdrawn")},
        "kind": current_content().taxonomy["resource_kind"], "answered": found.answered_at is not None,
        "tell_us": title("packs.tell_us"), "tell_us_words": sentence("packs.tell_us"),
        "all_withdrawn": "" if any(each.opens for each in shown) else sentence("packs.all_withdrawn"),
    }  # fmt: skip
    return private(render(request, "web/pack.html", context), referrer="no-referrer")


@public
@reads
def open_entry(request: HttpRequest, token: str, entry_id: str) -> HttpResponse:
    """On to the entry's own address, as the directory holds it now, and nowhere else. Counts the click (docs/adr/0021)."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    shown = next(
        (each for each in shown_entries(found, today=timezone.localdate()) if each.held.resource == entry_id), None
    )
    if shown is None:
        return private(error_page(request, 404))
    if not shown.opens or shown.entry is None or not is_web_address(shown.entry.url):
        gone = "packs.withdrawn_page"
        return private(error_page(request, 410, title=title(gone), paragraphs=sentence(gone).split("\n\n")))
    if isinstance(shown.entry, Entry) and is_a_persons_click(request.method or "", request.headers):
        count_opening(entry_id=shown.entry.pk, on=timezone.localdate())
    return private(HttpResponseRedirect(shown.entry.url), referrer="no-referrer")


@public
@reads_and_sends
@limited(ANSWER_RATE, name="web.pack", in_form=True)
def helped(request: HttpRequest, token: str) -> HttpResponse:
    """Whether the resources helped. The answers are kept once for each link, and can be changed."""
    found = _found(request, token)
    if isinstance(found, HttpResponse):
        return found
    shown = shown_entries(found, today=timezone.localdate())
    form = HelpedForm(request.POST if request.method == "POST" else None, pack=found, shown=shown)
    if request.method != "POST":
        return _answers(request, found, token, form, kept="kept" in request.GET and found.answered_at is not None)
    if wait := cast(LimitedRequest, request).limited:
        refuse(form, too_many_words(wait))
        return _answers(request, found, token, form, status=TOO_MANY)
    if not form.is_valid():
        return _answers(request, found, token, form, status=REFUSED)
    try:
        say_whether_it_helped(
            pack=found, entries=form.entries(), whole=form.cleaned_data["whole"], words=form.cleaned_data["words"],
            by=PUBLIC, at=timezone.now(),
        )  # fmt: skip
    except UnableToAnswer as problem:
        form.add_error(None, str(problem))
        return _answers(request, found, token, form, status=REFUSED)
    answer = redirect("web:pack_helped", token=token)
    answer["Location"] += "?kept"
    return private(answer)


def _answers(
    request: HttpRequest, found: Pack, token: str, form: HelpedForm, *, status: int = 200, kept: bool = False
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form, "token": token, "heading": title("packs.answers"), "intro": words("packs.answers"),
        "kept": sentence("packs.answers_kept") if kept else "",
    }  # fmt: skip
    return private(render(request, "web/pack_helped.html", context, status=status))


def _found(request: HttpRequest, token: str) -> Pack | HttpResponse:
    """The pack of a link, or the page that says why there is none."""
    try:
        return pack_by(token, at=timezone.now())
    except PackEnded:
        said = words("packs.ended")
        ended = {"heading": title("packs.ended"), "body": said}
        return private(render(request, "web/said.html", ended, status=410), referrer="no-referrer")
    except NoPack:
        return private(error_page(request, 404))
