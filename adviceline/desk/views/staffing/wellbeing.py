"""Wellbeing: who may need a debrief, what was offered, and how much each adviser carries."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.views.common import number_in, person
from adviceline.quality.actions import wellbeing
from adviceline.quality.errors import UnableToKeepDebrief
from adviceline.quality.models import Debrief, Difficulty
from adviceline.quality.queries.wellbeing import debriefs_of, loads, open_debriefs, to_offer


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def team(request: HttpRequest) -> HttpResponse:
    """For supervisors. POST `what`: offer (of a difficulty) or held (of a debrief), with `pk`."""
    at = timezone.now()
    if request.method == "POST":
        _say(request, _seen_to)
        return redirect("desk:wellbeing")
    context = {"to_offer": to_offer(at=at), "debriefs": open_debriefs(), "loads": loads(at=at), "me": person(request)}
    return render(request, "desk/quality/wellbeing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def mine(request: HttpRequest) -> HttpResponse:
    """For oneself. POST `what`: ask, wanted or not_wanted (of a debrief, with `pk`)."""
    if request.method == "POST":
        _say(request, _answered)
        return redirect("desk:my_debriefs")
    context = {"debriefs": debriefs_of(person(request))}
    return render(request, "desk/quality/my_debriefs.html", context)


def _seen_to(what: str, number: int, me: Person) -> str:
    at = timezone.now()
    match what:
        case "offer" if hard := Difficulty.objects.filter(pk=number).select_related("adviser").first():
            wellbeing.offer_debrief(difficulty=hard, by=me, at=at)
            return f"A debrief is offered to {hard.adviser.name}."
        case "held" if found := Debrief.objects.filter(pk=number).first():
            wellbeing.hold_debrief(debrief=found, by=me, at=at)
            return "Recorded as held. Nothing of what was said is kept."
    raise UnableToKeepDebrief("That is no longer there.")


def _answered(what: str, number: int, me: Person) -> str:
    at = timezone.now()
    match what:
        case "ask":
            wellbeing.ask_for_debrief(by=me, at=at)
            return "Your supervisor sees that you would like a debrief."
        case "wanted" | "not_wanted" if found := Debrief.objects.filter(pk=number).first():
            wellbeing.answer_debrief(debrief=found, wanted=what == "wanted", by=me, at=at)
            return "Thank you. You can change your mind."
    raise UnableToKeepDebrief("That is no longer there.")


def _say(request: HttpRequest, step: Callable[[str, int, Person], str]) -> None:
    number = number_in(request)
    try:
        messages.success(request, step(request.POST.get("what", ""), number, person(request)))
    except UnableToKeepDebrief as problem:
        messages.error(request, str(problem))
