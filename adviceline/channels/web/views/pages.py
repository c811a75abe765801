"""Pages of fixed words, the start page, and what operators and browsers look for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from adviceline.accounts.limits import limited
from adviceline.accounts.permissions import public
from adviceline.channels.web import queries
from adviceline.channels.web.forms import slot_in_words
from adviceline.channels.web.shown import sentence, title, words
from adviceline.channels.web.views.common import methods, reads
from adviceline.content.current import current_content
from adviceline.privacy.forms import shown
from adviceline.privacy.guard import GuardFailed, explain, screen
from adviceline.privacy.retention import rule_of
from adviceline.ui.forms import unreadable_in

LONGEST_CHECKED = 20_000
SECURITY_CONTACT_DAYS = 180


@public
@reads
def home(request: HttpRequest) -> HttpResponse:
    """Who this is for, how to reach us and how each way stands now, what to expect, common questions."""
    at = timezone.now()
    context = {
        "heading": title("pages.home"), "lead": sentence("pages.home"),
        "help": {"title": title("pages.home_help"), "body": words("pages.home_help")},
        "channels": _channels(at), "state": queries.opening(at),
        "expect": {"title": title("pages.home_expect"), "body": words("pages.home_expect")},
        "questions": {"title": title("pages.home_questions"), "body": words("pages.home_questions")},
    }  # fmt: skip
    return render(request, "web/home.html", context)


def _channels(at: datetime) -> list[dict[str, Any]]:
    """Each way of reaching us, with how it stands at that time."""
    service = current_content().service
    slots = queries.free_times(at=at)
    call_back = ("web.call_back_open", {"next_free": slot_in_words(slots[0])}) if slots else ("web.call_back_full", {})
    is_open = queries.opening(at).open
    ways: list[tuple[str, dict[str, str], str]] = [
        ("web.phone_open" if is_open else "web.phone_closed", {}, f"tel:{service.phone.link}"),
        ("web.chat_open" if is_open else "web.chat_closed", {}, reverse("chat:start")),
        ("web.form_open", {}, reverse("web:ask")),
        (call_back[0], call_back[1], reverse("web:call_back")),
        ("web.email_open", {}, f"mailto:{service.email}"),
        ("web.map_open", {}, reverse("web:map")),
        ("web.directory_open", {}, reverse("web:directory")),
    ]
    return [{"title": title(key), "body": words(key, **values), "href": href} for key, values, href in ways]


def fixed(key: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page that is one text of the content."""

    @public
    @reads
    def page(request: HttpRequest) -> HttpResponse:
        return render(request, "web/words.html", {"heading": title(key), "body": words(key)})

    page.__name__ = page.__qualname__ = key.replace(".", "_")
    return page  # type: ignore[return-value]  # the decorators answer a wider type


@public
@reads
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice; what it says of calls is as the exchange is set up."""
    basis = settings.RECORDING_BASIS if settings.EXCHANGE else ""  # a hosted provider records no call
    calls = (
        words("pages.privacy_recorded", basis=basis, days=_recordings_kept_days())
        if basis
        else words("pages.privacy_not_recorded")
    )
    context = {"heading": title("pages.privacy"), "body": words("pages.privacy") + calls}
    return render(request, "web/words.html", context)


def _recordings_kept_days() -> int | None:
    return rule_of(apps.get_model("channel_telephony", "Recording")).days


@public
@reads
def young_people(request: HttpRequest) -> HttpResponse:
    """For people under 18: kind, short, and nothing stored."""
    context = {
        "heading": title("pages.under_18"), "body": words("pages.under_18"),
        "after": {"title": title("pages.under_18_after"), "body": words("pages.under_18_after")},
        "places": current_content().service.young_people,
    }  # fmt: skip
    return render(request, "web/young_people.html", context)


@public
@methods("POST")
@csrf_exempt
@limited("120/m", name="web.guard")
@never_cache
def guard(request: HttpRequest) -> JsonResponse:
    """What the identifier guard sees in a text as it is typed. Nothing is kept or changed, so there is nothing that another site's
    form could do; and chat in a frame of another site has no cookie to prove itself by."""
    text = request.POST.get("text", "")
    if len(text) > LONGEST_CHECKED:
        return JsonResponse({"problem": "The text is too long to check as you type."}, status=413)
    try:
        found = [shown(finding) for finding in explain(text, screen(text).spans)] if text.strip() else []
    except GuardFailed:
        return JsonResponse({"problem": "The text could not be checked."}, status=503)
    hidden = {"problem": sentence("web.hidden_characters")} if "text" in unreadable_in(request.POST) else {}
    return JsonResponse(
        hidden
        | {
            "findings": [
                {
                    "start": each.start, "end": each.end, "text": each.text, "reason": each.reason,
                    "rewording": each.rewording,
                }
                for each in found
            ]
        },
        status=422 if hidden else 200,
    )  # fmt: skip


@public
@reads
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For operators: 200 when both databases answer, else 503. Says nothing else."""
    state = {alias: _answers(alias) for alias in connections}
    healthy = all(state.values())
    answer = {"status": "ok" if healthy else "unavailable"}
    answer |= {f"database_{alias}": "ok" if up else "unavailable" for alias, up in state.items()}
    return JsonResponse(answer, status=200 if healthy else 503)


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


@public
@reads
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("ui/images/favicon.svg"), permanent=True)


@public
@reads
def robots(request: HttpRequest) -> HttpResponse:
    """Forms and what follows them are nothing to index."""
    lines = [
        "User-agent: *",
        "Disallow: /get-advice/",
        "Disallow: /advice-map?",
        "Disallow: /accounts/",
        "Disallow: /desk/",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
@reads
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness."""
    expires = (timezone.now() + timedelta(days=SECURITY_CONTACT_DAYS)).replace(microsecond=0)
    lines = [
        f"Contact: mailto:{current_content().service.email}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: en",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
