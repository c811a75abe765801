"""The evaluation on a page and as files; recommendations and the log of sharing."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.evaluation import actions
from adviceline.evaluation.forms import RecommendationForm, SharingForm
from adviceline.evaluation.models import Recommendation
from adviceline.evaluation.periods import period_of
from adviceline.evaluation.queries import period_by_default
from adviceline.evaluation.report.making import FILES, Made, make_at_once
from adviceline.evaluation.report.pages import parts
from adviceline.measures.calendar import format_month

REFUSED = 422


@require_safe
@permission_required(Permission.READ_EVALUATION)
def show(request: HttpRequest) -> HttpResponse:
    """The evaluation. `?from=2022-01&to=2022-03`; a period that makes no sense is said, and the usual one shown."""
    context = _context(request)
    context |= {
        "parts": parts(context["document"]), "files": FILES, "may_write": _person(request).may(Permission.WRITE_EVALUATION),
    }  # fmt: skip
    return render(request, "evaluation/show.html", context, status=REFUSED if context["wrong"] else 200)


@require_safe
@permission_required(Permission.SEE_VALUE)
def value(request: HttpRequest) -> HttpResponse:
    """Value for money: that part of the evaluation, for those who keep the money too."""
    context = _context(request)
    sections = {section["id"]: section for section in parts(context["document"])}
    context |= {
        "section": sections["value"], "limits": sections["limitations"]["blocks"][0][1].items,
        "may_read": _person(request).may(Permission.READ_EVALUATION),
        "may_see_money": _person(request).may(Permission.SEE_MONEY),
    }  # fmt: skip
    return render(request, "evaluation/value.html", context, status=REFUSED if context["wrong"] else 200)


def _context(request: HttpRequest) -> dict[str, Any]:
    """The evaluation of the period that was asked for, and what was typed of it."""
    at = timezone.now()
    typed = {name: request.GET.get(name, "").strip() for name in ("from", "to")}
    wrong = ""
    try:
        first, last = period_of(typed["from"], typed["to"], at=at)
    except ValueError as error:
        wrong = str(error)
        first, last = period_by_default(at=at)
    made = _made(request, first, last, at=at)
    return {
        "document": made.document, "waits": made.waits, "checked_at": made.checked_at, "wrong": wrong,
        "first": format_month(first), "last": format_month(last),
        "typed": typed if wrong else {"from": format_month(first), "to": format_month(last)},
    }  # fmt: skip


@require_safe
@permission_required(Permission.READ_EVALUATION)
def download(request: HttpRequest, form: str) -> HttpResponse:
    """One file of the evaluation of `?from=&to=`; never of one that still has to be held against what was released."""
    if form not in FILES:
        raise Http404("There is no such file.")
    at = timezone.now()
    try:
        first, last = period_of(request.GET.get("from", "").strip(), request.GET.get("to", "").strip(), at=at)
    except ValueError as error:
        raise Http404(str(error)) from error
    file, made = FILES[form], _made(request, first, last, at=at)
    if made.waits:
        messages.info(request, "The files are ready once the evaluation is checked. Try again in a minute.")
        return redirect(f"{reverse('evaluation:show')}?from={format_month(first)}&to={format_month(last)}")
    answer = HttpResponse(file.write(made.document), content_type=file.kind)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer


def _made(request: HttpRequest, first: int, last: int, *, at: datetime) -> Made:
    """What can be shown at once; what takes longer is asked for."""
    made = make_at_once(first, last, at=at)
    if made.waits:
        actions.ask_to_check(first=first, last=last, digest=made.document.digest, by=_person(request), at=at)
    return made


@require_safe
@permission_required(Permission.WRITE_EVALUATION)
def additions(request: HttpRequest) -> HttpResponse:
    """Recommendations with where they stand, and the forms to add to the evaluation."""
    return _additions(request)


def _additions(
    request: HttpRequest, *, recommendation: RecommendationForm | None = None, sharing: SharingForm | None = None
) -> HttpResponse:
    me = _person(request)
    asked = recommendation or sharing
    context: dict[str, Any] = {
        "found": Recommendation.objects.select_related("written_by", "approved_by"), "me": me,
        "may_approve": me.may(Permission.MANAGE_SERVICE), "asked": asked,
        "recommendation": recommendation or RecommendationForm(prefix="recommendation"),
        "sharing": sharing or SharingForm(prefix="sharing"),
    }  # fmt: skip
    return render(request, "evaluation/additions.html", context, status=REFUSED if asked else 200)


@require_POST
@permission_required(Permission.WRITE_EVALUATION)
def recommend(request: HttpRequest) -> HttpResponse:
    """Write a recommendation."""
    form = RecommendationForm(request.POST, prefix="recommendation")
    if not form.is_valid():
        return _additions(request, recommendation=form)
    clean = form.cleaned_data
    try:
        actions.write_recommendation(
            title=clean["title"], body=clean["body"], submission=clean["submission"], by=_person(request),
            at=timezone.now(),
        )  # fmt: skip
    except actions.UnableToRecommend as problem:
        form.add_error(None, str(problem))
        return _additions(request, recommendation=form)
    messages.success(request, "The recommendation is kept. Another person has to approve it.")
    return redirect("evaluation:additions")


@require_POST
@permission_required(Permission.MANAGE_SERVICE)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Make it part of the evaluation."""
    return _move(request, pk, actions.approve_recommendation, "The recommendation is part of the evaluation.")


@require_POST
@permission_required(Permission.MANAGE_SERVICE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it out."""
    return _move(request, pk, actions.withdraw_recommendation, "The recommendation is withdrawn.")


def _move(request: HttpRequest, pk: int, act: Any, said: str) -> HttpResponse:
    found = get_object_or_404(Recommendation, pk=pk)
    try:
        act(recommendation=found, by=_person(request), at=timezone.now())
    except actions.UnableToRecommend as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, said)
    return redirect("evaluation:additions")


@require_POST
@permission_required(Permission.WRITE_EVALUATION)
def log(request: HttpRequest) -> HttpResponse:
    """Add a line to the log of sharing."""
    form = SharingForm(request.POST, prefix="sharing")
    if form.is_valid():
        clean = form.cleaned_data
        try:
            actions.log_sharing(
                on_date=clean["on_date"], way=clean["way"], audience=clean["audience"], what=clean["what"],
                submission=clean["submission"], by=_person(request), at=timezone.now(),
            )  # fmt: skip
        except actions.UnableToLogSharing as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "It is in the log.")
            return redirect("evaluation:additions")
    return _additions(request, sharing=form)


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
