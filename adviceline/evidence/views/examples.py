"""The public library of practice examples, and the pages on which staff write and approve them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required, public
from adviceline.accounts.roles import Permission
from adviceline.content.current import current_content
from adviceline.evidence.actions import examples as actions
from adviceline.evidence.forms.examples import ExampleForm, ReasonForm, as_typed, choices
from adviceline.evidence.models import PracticeExample
from adviceline.evidence.queries import examples as queries
from adviceline.evidence.rules.examples import STEPS, why_not
from adviceline.evidence.views.common import (
    GONE,
    PER_PAGE,
    REFUSED,
    TAKEN,
    label,
    number,
    person,
    reads_and_writes,
    status,
)
from adviceline.privacy.screening import ScreenedText
from adviceline.ui.merging import Meanwhile, bring_together

FILTERS = {"phase": "Phase", "setting": "Setting", "topic": "Topic", "region": "Region"}

#: What is done, by the name of the step in the address: the action, and what is said after it.
MOVES: dict[str, tuple[Callable[..., PracticeExample], str]] = {
    "submit": (actions.submit_example, "The example was sent for approval."),
    "approve": (actions.approve_example, "The example is approved. A content editor can publish it."),
    "publish": (actions.publish_example, "The example is in the public library."),
    "reopen": (actions.reopen_example, "The example is a draft again."),
}
WITH_REASON: dict[str, tuple[Callable[..., PracticeExample], str]] = {
    "send_back": (actions.send_example_back, "The example was sent back."),
    "withdraw": (actions.withdraw_example, "The example is withdrawn."),
}


# ---- The public library ---------------------------------------------------------------------------------------------


@public
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """`?phase=`, `&setting=`, `&topic=`, `&region=`, `&page=`; a filter that does not exist counts as none."""
    offered = {
        "phase": choices("phase"),
        "setting": choices("setting"),
        "topic": [(topic, topic.capitalize()) for topic in queries.topics()],
        "region": choices("region"),
    }
    chosen = {name: value if (value := request.GET.get(name, "")) in dict(offered[name]) else "" for name in FILTERS}
    page = Paginator(queries.library(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    selects = [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "text": text, "selected": value == chosen[name]}
                for value, text in [("", "All"), *offered[name]]
            ],
        }
        for name, label in FILTERS.items()
    ]
    context = {
        **_words("practice.library"), "nothing": _words("practice.nothing"), "page": page, "selects": selects,
        "chosen": chosen, "filtered": any(chosen.values()), "label": label,
    }  # fmt: skip
    return render(request, "evidence/library.html", context)


@public
@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """One published example; a page that says so for one that was withdrawn."""
    found = queries.public_example(slug)
    if found is None:
        raise Http404("There is no such example.")
    if found.state != PracticeExample.State.PUBLISHED:
        return render(request, "evidence/withdrawn.html", _words("practice.withdrawn"), status=GONE)
    context = {"example": found, "label": label, "note": _words("practice.note"), "fictional": _fictional(found)}
    return render(request, "evidence/example.html", context)


# ---- Staff ----------------------------------------------------------------------------------------------------------


@require_safe
@permission_required(Permission.USE_DESK)
def examples(request: HttpRequest) -> HttpResponse:
    """Every example; `?state=` of one state."""
    state = request.GET.get("state", "")
    page = Paginator(queries.examples(state=state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "state": state, "states": PracticeExample.State.choices, "label": label,
        "may_edit": person(request).may(Permission.EDIT_CONTENT),
    }  # fmt: skip
    return render(request, "evidence/examples.html", context)


@reads_and_writes
@permission_required(Permission.EDIT_CONTENT)
def new(request: HttpRequest) -> HttpResponse:
    """Write a draft."""
    form = ExampleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write_example(
                values=form.values, submission=form.cleaned_data["submission"], by=person(request), at=timezone.now()
            )
        except actions.UnableToMoveExample as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The draft is saved.")
            return redirect("evidence:example", pk=made.pk)
    return render(request, "evidence/edit.html", {"form": form, "example": None}, status=status(form))


@require_safe
@permission_required(Permission.USE_DESK)
def example(request: HttpRequest, pk: int) -> HttpResponse:
    """One example as the public would see it, what may be done with it, and its history."""
    return _example_page(request, get_object_or_404(PracticeExample, pk=pk))


@reads_and_writes
@permission_required(Permission.EDIT_CONTENT)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    found = get_object_or_404(PracticeExample, pk=pk)
    if words := _why_not("change", found, person(request)):
        messages.error(request, words)
        return redirect("evidence:example", pk=pk)
    form = ExampleForm(request.POST if request.method == "POST" else None, example=found)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version") or 0
        try:
            actions.change_example(
                example=found, values=form.values, version=version, by=person(request), at=timezone.now()
            )
        except actions.UnableToMoveExample as problem:
            form.add_error(None, str(problem))
            context = {"form": form, "example": found, "meanwhile": _meanwhile(form, found)}
            return render(request, "evidence/edit.html", context, status=TAKEN)
        messages.success(request, "The draft is saved.")
        return redirect("evidence:example", pk=pk)
    return render(request, "evidence/edit.html", {"form": form, "example": found}, status=status(form))


def _meanwhile(form: ExampleForm, found: PracticeExample) -> list[Meanwhile]:
    """What a colleague changed since the form was opened, put into the form and said."""
    fresh = PracticeExample.objects.get(pk=found.pk)
    yours = {name: value.text if isinstance(value, ScreenedText) else value for name, value in form.values.items()}
    meanwhile = bring_together(
        form, labels=queries.LABELS, opened=queries.said_in(fresh, form.cleaned_data.get("version") or 0), yours=yours,
        now=fresh.said, shown_now=as_typed(fresh), words=queries.in_words,
    )  # fmt: skip
    form.data["version"] = str(fresh.version)  # type: ignore[index]  # a copy of what was sent, which can be written
    return meanwhile


def move(step: str) -> Any:
    """The view of one step: POST from the page of the example."""

    @require_POST
    @permission_required(STEPS[step].needs)
    def taken(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(PracticeExample, pk=pk)
        given: dict[str, Any] = {"example": found, "by": person(request), "at": timezone.now()}
        if step in WITH_REASON:
            act, after = WITH_REASON[step]
            form = ReasonForm(request.POST, prefix=step)
            if not form.is_valid():
                return _example_page(request, found, asked={step: form}, status=REFUSED)
            given["reason"] = form.cleaned_data["reason"]
        else:
            act, after = MOVES[step]
            if step == "approve":
                given["version"] = number(request.POST.get("version", ""))
        try:
            act(**given)
        except actions.UnableToMoveExample as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, after)
        return redirect("evidence:example", pk=pk)

    taken.__name__ = taken.__qualname__ = step
    return taken


def _example_page(
    request: HttpRequest, found: PracticeExample, *, asked: dict[str, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    by = person(request)
    why = {step: _why_not(step, found, by) for step in STEPS}
    in_place = [step for step, rule in STEPS.items() if found.state in rule.before and by.may(rule.needs)]
    context = {
        "example": found, "label": label, "may": {step: not words for step, words in why.items()},
        "told": [why[step] for step in in_place if why[step]],
        "forms": {step: (asked or {}).get(step) or ReasonForm(prefix=step) for step in WITH_REASON},
        "asked": next(iter((asked or {}).values()), None), "history": queries.history_of(found),
        "fictional": _fictional(found), "note": _words("practice.note"),
    }  # fmt: skip
    return render(request, "evidence/review.html", context, status=status)


def _why_not(step: str, found: PracticeExample, by: Person) -> str:
    return why_not(
        step, state=found.state, roles=by.roles, person=by.pk, authors=queries.authors_of(found)
    )  # fmt: skip


def _words(key: str) -> dict[str, Any]:
    text = current_content().text(key)
    return {"heading": text.title, "body": Markup(text.html())}  # noqa: S704  our own content, sanitised when rendered


def _fictional(found: PracticeExample) -> str:
    return current_content().text("practice.fictional").plain().strip() if found.is_fictional else ""
