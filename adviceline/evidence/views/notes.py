"""Notes of insight, how far coders agree, charts, and the list of what to pilot more widely."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.evidence.actions import candidates, notes
from adviceline.evidence.errors import UnableToListCandidate, UnableToMoveNote
from adviceline.evidence.forms.examples import ReasonForm
from adviceline.evidence.forms.items import kind_choices
from adviceline.evidence.forms.notes import CandidateForm, NoteForm
from adviceline.evidence.models import InsightNote, PilotCandidate, PracticeExample
from adviceline.evidence.queries import notes as queries
from adviceline.evidence.queries.agreement import agreements
from adviceline.evidence.queries.trends import trends
from adviceline.evidence.rules.notes import STEPS, why_not
from adviceline.evidence.trend_charts import drawn
from adviceline.evidence.views.common import PER_PAGE, REFUSED, label, number, person, reads_and_writes, status
from adviceline.facts.protecting import disclosure_rule

Act = Callable[..., InsightNote]
analysts = permission_required(Permission.ANALYSE_EVIDENCE)
REASONED: dict[str, Act] = {"send_back": notes.send_note_back, "withdraw": notes.withdraw_note}
PLAIN: dict[str, Act] = {"submit": notes.submit_note, "approve": notes.approve_note}
SAID = {
    "submit": "The note was sent for approval.",
    "approve": "The note is approved.",
    "send_back": "The note was sent back.",
    "withdraw": "The note is withdrawn.",
}


@require_safe
@permission_required(Permission.USE_DESK)
def listed(request: HttpRequest) -> HttpResponse:
    """Notes: all for analysts, approved ones for everybody at the desk."""
    analyst = person(request).may(Permission.ANALYSE_EVIDENCE)
    page = Paginator(queries.notes(approved_only=not analyst), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "evidence/notes.html", {"page": page, "analyst": analyst})


@reads_and_writes
@analysts
def new(request: HttpRequest) -> HttpResponse:
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = notes.write_note(
                title=clean["title"], body=clean["body"], cites=clean["cites"], submission=clean["submission"],
                by=person(request), at=timezone.now(),
            )  # fmt: skip
        except UnableToMoveNote as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The draft is saved.")
            return redirect("evidence:note", pk=made.pk)
    return render(request, "evidence/note_edit.html", {"form": form, "note": None}, status=status(form))


@reads_and_writes
@analysts
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(InsightNote, pk=pk)
    if words := _why_not("change", found, request):
        messages.error(request, words)
        return redirect("evidence:note", pk=pk)
    form = NoteForm(request.POST if request.method == "POST" else None, note=found)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        notes.change_note(
            note=found, title=clean["title"], body=clean["body"], cites=clean["cites"], by=person(request),
            at=timezone.now(),
        )  # fmt: skip
        messages.success(request, "The draft is saved.")
        return redirect("evidence:note", pk=pk)
    return render(request, "evidence/note_edit.html", {"form": form, "note": found}, status=status(form))


@require_safe
@permission_required(Permission.USE_DESK)
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note, the items it stands on, and what may be done with it. Only analysts see what is not approved."""
    return _page(request, _visible(request, pk))


def _visible(request: HttpRequest, pk: int) -> InsightNote:
    found = get_object_or_404(InsightNote.objects.select_related("written_by", "approved_by"), pk=pk)
    if found.state != InsightNote.State.APPROVED and not person(request).may(Permission.ANALYSE_EVIDENCE):
        raise Http404("There is no such note.")
    return found


def _page(request: HttpRequest, found: InsightNote, *, asked: dict[str, ReasonForm] | None = None) -> HttpResponse:
    analyst = person(request).may(Permission.ANALYSE_EVIDENCE)
    why = {step: _why_not(step, found, request) for step in STEPS}
    context = {
        "note": found, "analyst": analyst, "may": {step: analyst and not words for step, words in why.items()},
        "told": why["approve"] if analyst and found.state == "in_review" else "",
        "cites": list(found.cites.order_by("pk")), "label": label,
        "forms": {step: (asked or {}).get(step) or ReasonForm(prefix=step) for step in REASONED},
        "asked": next(iter((asked or {}).values()), None),
    }  # fmt: skip
    return render(request, "evidence/note.html", context, status=REFUSED if asked else 200)


def _why_not(step: str, found: InsightNote, request: HttpRequest) -> str:
    return why_not(step, state=found.state, person=person(request).pk, author=found.written_by_id)


def move(step: str) -> Any:
    """The view of one step: POST from the note's page."""

    @require_POST
    @analysts
    def taken(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(InsightNote, pk=pk)
        given: dict[str, Any] = {"note": found, "by": person(request), "at": timezone.now()}
        act = PLAIN.get(step) or REASONED[step]
        if step in REASONED:
            form = ReasonForm(request.POST, prefix=step)
            if not form.is_valid():
                return _page(request, found, asked={step: form})
            given["reason"] = form.cleaned_data["reason"]
        if step == "approve":
            given["version"] = number(request.POST.get("version", ""))
        try:
            act(**given)
        except UnableToMoveNote as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, SAID[step])
        return redirect("evidence:note", pk=pk)

    taken.__name__ = taken.__qualname__ = f"note_{step}"
    return taken


@require_safe
@analysts
def agreement(request: HttpRequest) -> HttpResponse:
    """Cohen's kappa for each kind and pair of coders."""
    return render(request, "evidence/agreement.html", {"found": agreements(), "label": label})


@require_safe
@analysts
def charts(request: HttpRequest) -> HttpResponse:
    """What was told, by month, region, setting and code. `?kind=`."""
    kinds = kind_choices()
    kind = value if (value := request.GET.get("kind", "")) in dict(kinds) else ""
    rule = disclosure_rule()
    selects = [
        {
            "name": "kind", "label": "Kind",
            "options": [{"value": value, "text": text, "selected": value == kind} for value, text in [("", "All"), *kinds]],
        }
    ]  # fmt: skip
    context = {"charts": drawn(trends(rule=rule, kind=kind), kind=kind), "rule": rule.words(), "selects": selects}
    return render(request, "evidence/trends.html", context)


# ---- To pilot more widely ---------------------------------------------------------------------------------------------


@require_safe
@permission_required(Permission.USE_DESK)
def listed_candidates(request: HttpRequest) -> HttpResponse:
    """What the Authority is told should be tried more widely, and what waits for a second person."""
    return _candidates(request, CandidateForm())


def _candidates(request: HttpRequest, form: CandidateForm, *, example: int = 0) -> HttpResponse:
    taken = PilotCandidate.objects.values("example_id")
    context = {
        "found": PilotCandidate.objects.select_related("example", "proposed_by", "agreed_by"),
        "offered": PracticeExample.objects.filter(state=PracticeExample.State.PUBLISHED).exclude(pk__in=taken),
        "form": form, "chosen": example, "label": label, "me": person(request),
        "analyst": person(request).may(Permission.ANALYSE_EVIDENCE),
    }  # fmt: skip
    return render(request, "evidence/candidates.html", context, status=status(form))


@require_POST
@analysts
def propose(request: HttpRequest) -> HttpResponse:
    """Put an example forward."""
    form = CandidateForm(request.POST)
    chosen = number(request.POST.get("example", ""))
    example = PracticeExample.objects.filter(pk=chosen).first()
    if form.is_valid() and example is None:
        form.add_error(None, "Choose one of the published examples.")
    if form.is_valid() and example is not None:
        try:
            candidates.propose_candidate(
                example=example, why=form.cleaned_data["why"], by=person(request), at=timezone.now()
            )
        except UnableToListCandidate as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The example is put forward. Another person has to agree.")
            return redirect("evidence:candidates")
    return _candidates(request, form, example=chosen)


@require_POST
@analysts
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it on the list."""
    found = get_object_or_404(PilotCandidate.objects.select_related("example"), pk=pk)
    try:
        candidates.agree_candidate(candidate=found, by=person(request), at=timezone.now())
    except UnableToListCandidate as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "The example is on the list for the Authority.")
    return redirect("evidence:candidates")


@require_POST
@analysts
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the list."""
    found = get_object_or_404(PilotCandidate, pk=pk)
    candidates.withdraw_candidate(candidate=found, by=person(request), at=timezone.now())
    messages.success(request, "The example is off the list. It stays in the library.")
    return redirect("evidence:candidates")
