"""Improvements: planned, done, measured again, and told to the public once a second person approved the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.errors import UnableTo
from adviceline.content.current import current_content
from adviceline.desk.feedback_forms import HELPED, ImprovementForm, MeasureForm, PublicWordsForm, WordsForm
from adviceline.desk.views.common import person
from adviceline.feedback.actions import improving as actions
from adviceline.feedback.models import Improvement
from adviceline.feedback.queries.cases import improvements, writers_of
from adviceline.feedback.rules.improvements import PUBLIC_STATES, PUBLIC_TRANSITIONS, STATES, TRANSITIONS, why_not
from adviceline.measures.definitions import MEASURES

LARGEST = 2**63 - 1
WITH_WORDS = ("begin", "finish", "drop", "resume", "send_back", "withdraw")
VALUES = ("theme", "you_said", "plan", "due_date", "measure", "before")


@require_safe
@permission_required(Permission.SUPERVISE)
def listed(request: HttpRequest) -> HttpResponse:
    themes = current_content().taxonomy["feedback_theme"]
    context = {
        "found": improvements(), "states": STATES, "public": PUBLIC_STATES, "about": themes.label,
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "desk/feedback/improvements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Plan one, or change one that is not done."""
    found = _improvement(pk) if pk is not None else None
    form = ImprovementForm(request.POST if request.method == "POST" else None, improvement=found)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in VALUES}
        values["owner"] = Person.objects.get(pk=form.cleaned_data["owner"])
        try:
            if found is None:
                kept = actions.plan_improvement(
                    **values, submission=form.cleaned_data["submission"], is_fictional=person(request).is_fictional,
                    by=person(request), at=timezone.now(),
                )  # fmt: skip
            else:
                kept = actions.change_improvement(
                    improvement=found, version=form.cleaned_data["version"] or 0, **values, by=person(request),
                    at=timezone.now(),
                )  # fmt: skip
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "Kept.")
            return redirect("desk:improvement", pk=kept.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/feedback/improvement_edit.html", {"form": form, "improvement": found}, status=status)


@require_safe
@permission_required(Permission.SUPERVISE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _improvement(pk))


@require_POST
@permission_required(Permission.SUPERVISE)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step; the part of the page that it was sent from comes back with what is wrong."""
    found = _improvement(pk)
    if step not in STEPS:
        return redirect("desk:improvement", pk=pk)
    form = _forms(found, request.POST, step).get(step)
    if form is not None and not form.is_valid():
        return _page(request, found, bound={step: form}, status=422)
    version = request.POST.get("version", "")
    clean: dict[str, Any] = {
        "version": int(version) if version.isascii() and version.isdecimal() and len(version) < 9 else 0
    }
    clean |= form.cleaned_data if form else {}
    try:
        STEPS[step](found, clean, person(request))
    except UnableTo as problem:
        if form is None:
            messages.error(request, str(problem))
            return redirect("desk:improvement", pk=pk)
        form.add_error(None, str(problem))
        return _page(request, _improvement(pk), bound={step: form}, status=422)
    messages.success(request, SAID.get(step, "Kept."))
    return redirect("desk:improvement", pk=pk)


Do = Callable[[Improvement, dict[str, Any], Person], Any]


def _with(action: Callable[..., Any], *names: str, **more: Any) -> Do:
    return lambda found, clean, by: action(
        improvement=found, by=by, at=timezone.now(), **{name: clean[name] for name in names}, **more
    )


STEPS: dict[str, Do] = {
    **{name: _with(actions.move_improvement, "words", step=name) for name in ("begin", "finish", "drop", "resume")},
    "measure": _with(actions.measure_improvement, "after", "helped"),
    "write": _with(actions.write_for_public, "you_said", "we_did"),
    "approve": _with(actions.approve_for_public, "version"),
    "send_back": _with(actions.send_back_from_public, "words"),
    "withdraw": _with(actions.withdraw_from_public, "words"),
}
SAID = {
    "write": "Written. Another person has to approve the words before anybody sees them.",
    "approve": "The words are shown to the public now.",
    "withdraw": "The words are taken back.",
}


def _forms(found: Improvement, data: Any = None, step: str = "") -> dict[str, forms.Form]:
    def given(name: str) -> Any:
        return data if name == step else None

    words: dict[str, forms.Form] = {name: WordsForm(given(name), auto_id=f"{name}_%s") for name in WITH_WORDS}
    for name in ("begin", "finish"):
        words[name].fields["words"].required = False
    return words | {
        "measure": MeasureForm(given("measure"), auto_id="measure_%s"),
        "write": PublicWordsForm(given("write"), improvement=found, auto_id="write_%s"),
    }


def _improvement(pk: int) -> Improvement:
    rows = Improvement.objects.select_related("owner", "written_by", "approved_by", "created_by")
    return get_object_or_404(rows, pk=min(pk, LARGEST))


def _page(
    request: HttpRequest, found: Improvement, *, bound: dict[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    by = person(request)
    why = {
        name: why_not(name, state=found.state, public_state=found.public_state, person=by.pk, writers=writers_of(found))
        for name in (*TRANSITIONS, *PUBLIC_TRANSITIONS)
    }
    measure = MEASURES.get(found.measure)
    context = {
        "improvement": found, "may": {name: not words for name, words in why.items()},
        "told": why["approve"] if found.public_state == "in_review" else "",
        "forms": _forms(found) | (bound or {}), "refused": next(iter((bound or {}).values()), None),
        "steps": list(found.steps.select_related("by")), "states": STATES, "public": PUBLIC_STATES,
        "about": current_content().taxonomy["feedback_theme"].label(found.theme), "helped": HELPED,
        "measure": measure.title if measure else "", "cases": list(found.cases.order_by("pk")),
    }  # fmt: skip
    return render(request, "desk/feedback/improvement.html", context, status=status)
