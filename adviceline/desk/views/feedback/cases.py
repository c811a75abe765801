"""Feedback cases: what is overdue first; each taken on, answered and closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.errors import UnableTo
from adviceline.content.current import current_content
from adviceline.desk.feedback_forms import SATISFIED, AnswerForm, CloseForm, OwnerForm, WordsForm, steps_from
from adviceline.desk.views.common import person
from adviceline.feedback.actions import cases as actions
from adviceline.feedback.models import Case, Improvement
from adviceline.feedback.queries.cases import next_due, open_cases, overdue_cases, reasons_of, settled_cases
from adviceline.feedback.rules.cases import STATES

MOST_SHOWN = 100
LARGEST = 2**63 - 1


@require_safe
@permission_required(Permission.SUPERVISE)
def listed(request: HttpRequest) -> HttpResponse:
    """Open cases, what is overdue above all; and those that are settled."""
    at = timezone.now()
    overdue = {case.pk for case in overdue_cases(at=at)}
    rows = list(open_cases()[:MOST_SHOWN])
    context = {
        "overdue": [case for case in rows if case.pk in overdue],
        "rows": [case for case in rows if case.pk not in overdue],
        "settled": list(settled_cases()[:MOST_SHOWN]), "next_due": next_due, "states": STATES, "at": at,
    }  # fmt: skip
    return render(request, "desk/feedback/cases.html", context)


@require_safe
@permission_required(Permission.SUPERVISE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _case(pk))


@require_POST
@permission_required(Permission.SUPERVISE)
def details(request: HttpRequest, pk: int) -> HttpResponse:
    """How to reach whoever it is about; the reading is recorded."""
    case = _case(pk)
    reached = actions.read_case_details(case=case, by=person(request), at=timezone.now())
    answer = _page(request, case, reached=reached or "Nothing was left, or it was erased.")
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@permission_required(Permission.SUPERVISE)
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """One step of a case: the part of the page that it was sent from comes back with what is wrong."""
    case = _case(pk)
    forms_of = _forms(case, request.POST, step)
    if step not in STEPS:
        return redirect("desk:feedback_case", pk=pk)
    form = forms_of.get(step)
    if form is not None and not form.is_valid():
        return _page(request, case, bound={step: form}, status=422)
    do, said = STEPS[step]
    try:
        do(case, form.cleaned_data if form else {}, person(request))
    except UnableTo as problem:
        if form is None:
            messages.error(request, str(problem))
            return redirect("desk:feedback_case", pk=pk)
        form.add_error(None, str(problem))
        return _page(request, _case(pk), bound={step: form}, status=422)
    messages.success(request, said)
    return redirect("desk:feedback_case", pk=pk)


Do = Callable[[Case, dict[str, Any], Person], Any]


def _now(action: Callable[..., Any]) -> Do:
    """The action with what the form gave, by the person, now."""
    return lambda case, clean, by: action(
        case=case, by=by, at=timezone.now(), **{name: value for name, value in clean.items() if not name.endswith("_reason")}
    )  # fmt: skip


def _assign(case: Case, clean: dict[str, Any], by: Person) -> None:
    owner = Person.objects.filter(pk=clean["owner"], is_active=True).first()
    if owner is None:
        raise UnableTo("Choose somebody who can see to cases.")
    actions.assign_case(case=case, owner=owner, by=by, at=timezone.now())


def _answer(case: Case, clean: dict[str, Any], by: Person) -> None:
    chosen = clean["improvement"]
    actions.answer_case(
        case=case, by=by, at=timezone.now(), improvement=Improvement.objects.filter(pk=chosen).first() if chosen else None,
        **{name: clean[name] for name in ("root_cause", "cause_words", "changed_words", "answer")},
    )  # fmt: skip


STEPS: dict[str, tuple[Do, str]] = {
    "acknowledge": (
        _now(actions.acknowledge_case),
        "You have taken the case on. Whoever left an e-mail address is told.",
    ),
    "assign": (_assign, "The case has its owner."),
    "note": (_now(actions.note_on_case), "The note is kept."),
    "answer": (_answer, "The answer is kept, and on its way if there is an e-mail address."),
    "close": (_now(actions.close_case), "The case is closed."),
    "reopen": (_now(actions.reopen_case), "The case is open again."),
    "dismiss": (_now(actions.dismiss_case), "The case is set aside. It does not count."),
}


def _forms(case: Case, data: Any = None, step: str = "") -> dict[str, forms.Form]:
    """The form of each step; `data` goes to the one that was sent."""

    def given(name: str) -> Any:
        return data if name == step else None

    return {
        "assign": OwnerForm(given("assign"), owner=case.owner, auto_id="assign_%s"),
        "note": WordsForm(given("note"), auto_id="note_%s"),
        "answer": AnswerForm(given("answer"), case=case, auto_id="answer_%s"),
        "close": CloseForm(given("close"), auto_id="close_%s"),
        "reopen": WordsForm(given("reopen"), auto_id="reopen_%s"),
        "dismiss": WordsForm(given("dismiss"), auto_id="dismiss_%s"),
    }


def _case(pk: int) -> Case:
    rows = Case.objects.select_related("owner", "enquiry", "improvement")
    return get_object_or_404(rows, pk=min(pk, LARGEST))


def _page(
    request: HttpRequest, case: Case, *, bound: dict[str, forms.Form] | None = None, reached: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    taxonomy = current_content().taxonomy
    context = {
        "case": case, "at": timezone.now(), "due": next_due(case), "state": STATES[case.state], "reached": reached,
        "reasons": reasons_of(case), "steps": list(case.steps.select_related("by")), "may": steps_from(case.state),
        "forms": _forms(case) | (bound or {}), "refused": next(iter((bound or {}).values()), None),
        "root_cause": taxonomy["root_cause"].label(case.root_cause) if case.root_cause else "",
        "satisfied": SATISFIED.get(case.satisfied, ""),
        "is_overdue": overdue_cases(at=timezone.now()).filter(pk=case.pk).exists(),
    }  # fmt: skip
    return render(request, "desk/feedback/case.html", context, status=status)
