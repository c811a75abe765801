"""Walking the map of advice beside an enquiry."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import actions, engine
from adviceline.advice.models import AdviceRun
from adviceline.advice.queries import runs_of
from adviceline.channels.chat.queries import chats_of
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry
from adviceline.contacts.values import Triage
from adviceline.desk.forms import LeaveMapForm
from adviceline.desk.views.common import back_to, could_not, fetch, page_again, person
from adviceline.directory.queries import resources, why_not_given

PART = "advice"


def map_step(view: Callable[[HttpRequest, Enquiry], HttpResponse | None]) -> Callable[..., HttpResponseBase]:
    """A step on the map of an open enquiry, one at a time: of one form sent twice, the second sees what the first did.

    An old tab does not go on with an enquiry that was closed meanwhile. A step that cannot be taken is said in words.
    The view answers None to go back to the map.
    """

    @require_POST
    @permission_required(Permission.WORK_ENQUIRIES)
    @wraps(view)
    def step(request: HttpRequest, reference: str) -> HttpResponse:
        enquiry = fetch(request, reference, "advice")
        answer = None
        try:
            with transaction.atomic():
                enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
                if enquiry.is_open:
                    answer = view(request, enquiry)
                else:
                    messages.error(request, "This enquiry is closed. Reopen it to go on with the map.")
        except actions.UnableToFollowMap as error:
            messages.error(request, str(error))
        except UnableTo as error:
            return could_not(request, enquiry, error)
        return beside_chat(request, enquiry) or answer or back_to(enquiry, PART)

    return step


def beside_chat(request: HttpRequest, enquiry: Enquiry) -> HttpResponse | None:
    """Back to the chat beside which the step was taken, if it was."""
    number = request.POST.get("chat", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    chat = chats_of(enquiry).filter(pk=int(number)).first()
    if chat is None:
        return None
    answer = redirect("desk:chat", pk=chat.pk)
    answer["Location"] += "#advice"
    return answer


@map_step
def start(request: HttpRequest, enquiry: Enquiry) -> None:
    """Begin a walk on the current version of the chosen map. `after` is the run that the page showed, 0 for none."""
    latest = runs_of(enquiry.key).first()
    if request.POST.get("after", "") in {"", str(latest.pk if latest else 0)}:
        actions.start_run(
            subject=enquiry.key, map_id=request.POST.get("map", "")[:80], by=person(request), at=timezone.now()
        )


@map_step
def answer(request: HttpRequest, enquiry: Enquiry) -> None:
    """Answer a question, or change an earlier answer."""
    actions.answer_run(
        run=_run(request, enquiry),
        node=request.POST.get("node", ""),
        answer=request.POST.get("answer", ""),
        by=person(request),
        at=timezone.now(),
    )


@map_step
def back(request: HttpRequest, enquiry: Enquiry) -> None:
    """Stand at an earlier question again. Of one form sent twice, the second finds itself there."""
    run, node = _run(request, enquiry), request.POST.get("node", "")
    standing = actions.walk_of(run).node
    if standing is None or standing.id != node:
        actions.go_back(run=run, node=node, by=person(request), at=timezone.now())


@map_step
def leave(request: HttpRequest, enquiry: Enquiry) -> HttpResponse | None:
    """Leave the map before its end, saying why."""
    run = _run(request, enquiry)
    form = LeaveMapForm(request.POST)
    if not form.is_valid():
        return page_again(request, enquiry, leave=form)
    if run.left_reason != form.cleaned_data["reason"].text:  # the same form sent twice leaves once
        actions.leave_run(run=run, reason=form.cleaned_data["reason"], by=person(request), at=timezone.now())
    return None


@map_step
def use_suggestions(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Put what the run suggests into the coded fields and signposts; what else was coded by hand stays.

    `resource`: the ids that were left chosen on the page that showed them (`shown`). Without that page, all are meant.
    """
    suggested = engine.suggest(actions.walk_of(_run(request, enquiry)))
    chosen = list(suggested.resources)
    if "shown" in request.POST:
        chosen = [each for each in chosen if each in request.POST.getlist("resource")]
    changed = contacts.triage(enquiry=enquiry, values=merged(enquiry, suggested), by=person(request), at=timezone.now())
    entries = resources(chosen)
    refused = {each: words for each in chosen if (words := why_not_given(entries.get(each), each))}
    allowed = [each for each in chosen if each not in refused]
    contacts.give_signposts(enquiry=changed, resources=allowed, by=person(request), at=timezone.now())
    messages.success(
        request,
        "The coded fields now hold what the map suggests, and the signposts what you chose of it. "
        "Change what does not fit.",
    )
    for words in refused.values():
        messages.warning(request, words)
    return back_to(enquiry, "coded")


def merged(enquiry: Enquiry, suggested: engine.Suggestion) -> Triage:
    """The suggestion laid over what is coded already."""
    return Triage(
        kind=suggested.kind or enquiry.kind,
        themes=tuple(sorted({*enquiry.themes, *suggested.themes})),
        continuum=suggested.continuum or enquiry.continuum,
        threshold=suggested.threshold or enquiry.threshold,
        urgency=suggested.urgency or enquiry.urgency,
        follow_up=suggested.follow_up[0] if suggested.follow_up else enquiry.follow_up,
    )


def _run(request: HttpRequest, enquiry: Enquiry) -> AdviceRun:
    """The run named in the form, which must be the enquiry's own."""
    number = request.POST.get("run", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        raise Http404
    return get_object_or_404(AdviceRun.objects.select_related("map_version"), pk=int(number), subject=enquiry.key)
