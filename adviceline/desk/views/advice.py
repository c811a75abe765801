"""Walking the map of advice beside an enquiry."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import actions, engine
from adviceline.advice.models import AdviceRun
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.models import Enquiry
from adviceline.contacts.values import Triage
from adviceline.desk.forms import LeaveMapForm
from adviceline.desk.views.common import back_to, could_not, fetch, person, posted
from adviceline.ui.errors import error_page

PART = "advice"


def on_open_enquiry(view: Callable[[HttpRequest, Enquiry], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """Gives the view the enquiry while it is open: an old tab does not go on with one that was closed meanwhile."""

    @wraps(view)
    def fetched(request: HttpRequest, reference: str) -> HttpResponse:
        enquiry = fetch(request, reference, "advice")
        if not enquiry.is_open:
            messages.error(request, "This enquiry is closed. Reopen it to go on with the map.")
            return back_to(enquiry, PART)
        return view(request, enquiry)

    return fetched


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
@on_open_enquiry
def start(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Begin a walk on the current version of the chosen map."""
    try:
        actions.start_run(
            subject=enquiry.key, map_id=request.POST.get("map", "")[:80], by=person(request), at=timezone.now()
        )
    except actions.UnableToFollowMap as error:
        messages.error(request, str(error))
    return back_to(enquiry, PART)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
@on_open_enquiry
def answer(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Answer a question, or change an earlier answer."""
    run = _run(request, enquiry)
    try:
        actions.answer_run(
            run=run,
            node=request.POST.get("node", ""),
            answer=request.POST.get("answer", ""),
            by=person(request),
            at=timezone.now(),
        )
    except actions.UnableToFollowMap as error:
        messages.error(request, str(error))
    return back_to(enquiry, PART)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
@on_open_enquiry
def back(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Stand at an earlier question again."""
    run = _run(request, enquiry)
    try:
        actions.go_back(run=run, node=request.POST.get("node", ""), by=person(request), at=timezone.now())
    except actions.UnableToFollowMap as error:
        messages.error(request, str(error))
    return back_to(enquiry, PART)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
@on_open_enquiry
def leave(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Leave the map before its end, saying why."""
    run = _run(request, enquiry)
    form = LeaveMapForm(request.POST)
    if not form.is_valid():
        problems = [str(error) for errors in form.errors.values() for error in errors]
        return error_page(request, 409, title="This was not saved", paragraphs=problems, kept=posted(form, "reason"))
    try:
        actions.leave_run(run=run, reason=form.cleaned_data["reason"], by=person(request), at=timezone.now())
    except actions.UnableToFollowMap as error:
        messages.error(request, str(error))
    return back_to(enquiry, PART)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
@on_open_enquiry
def use_suggestions(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Put what the run suggests into the coded fields and signposts; what else was coded by hand stays."""
    run = _run(request, enquiry)
    suggested = engine.suggest(actions.walk_of(run))
    try:
        changed = contacts.triage(
            enquiry=enquiry, values=merged(enquiry, suggested), by=person(request), at=timezone.now()
        )
        contacts.give_signposts(enquiry=changed, resources=suggested.resources, by=person(request), at=timezone.now())
    except UnableTo as error:
        return could_not(request, enquiry, error)
    messages.success(
        request, "The coded fields and signposts now hold what the map suggests. Change what does not fit."
    )
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
