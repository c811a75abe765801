"""The pages on which returns are prepared, written, protected, attacked, signed and released."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.reporting.models import Return
from adviceline.reporting.returns import actions, presenting, queries
from adviceline.reporting.returns.actions import UnableToMoveReturn
from adviceline.reporting.returns.comparing import compare
from adviceline.reporting.returns.forms import CommentaryForm, ReasonForm
from adviceline.reporting.returns.naming import parse_name
from adviceline.reporting.returns.rendering import Ways, page_of
from adviceline.reporting.returns.snapshot import SnapshotUnusable, open_snapshot
from adviceline.reporting.returns.standing import checks_of
from adviceline.reporting.returns.states import STEPS, why_not, why_not_apart

REFUSED, TAKEN = 422, 409


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def listed(request: HttpRequest) -> HttpResponse:
    """Every return with where it stands, and the periods that wait for one."""
    person = _person(request)
    context = {
        "returns": [(report, queries.name_of(report).period.words) for report in queries.returns()],
        "periods": queries.periods_to_prepare(at=timezone.now()) if person.may(STEPS["prepare"].needs) else [],
    }
    return render(request, "reporting/returns/list.html", context)


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One return: what is missing, its commentary, the attack, and what this person may do with it."""
    return _page(request, _found(name))


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """The return as it would leave the service, with what is hidden shown hidden."""
    report = _found(name)
    if not report.document:
        messages.error(request, f"Return {report.name} is not protected yet, so there is nothing to look at.")
        return redirect("returns:one", name)
    page = page_of(queries.document_now(report), ways=_ways(report.name))
    context = {"report": report, "words": queries.name_of(report).period.words, "page": page, "printed": False}
    return render(request, "reporting/returns/preview.html", context)


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def changes(request: HttpRequest, name: str) -> HttpResponse:
    """A revision as it would leave the service, beside what it corrects."""
    report = _found(name)
    if report.corrects is None:
        raise Http404("This return corrects nothing.")
    if not report.document:
        messages.error(request, f"Return {report.name} is not protected yet, so there is nothing to compare.")
        return redirect("returns:one", name)
    comparison = compare(queries.released_document(report.corrects), queries.document_now(report))
    context = {"report": report, "comparison": comparison}
    return render(request, "reporting/returns/compared.html", context)


def _ways(name: str) -> Ways:
    """Each number leads to what stands behind it, for those inside."""

    def cell(table: str, row: str, column: str) -> str:
        asked = urlencode({"row": row, "column": column})
        return f"{reverse('following:cell', args=['returns', name, table])}?{asked}"

    return Ways(figure=lambda figure: reverse("following:figure", args=["returns", name, figure]), cell=cell)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.PREPARE_RETURNS)
def write(request: HttpRequest, name: str, section: str) -> HttpResponse:
    """Write one section of the commentary."""
    report = _found(name)
    if section not in queries.SECTIONS:
        raise Http404("A return has no such section.")
    held = queries.commentary(report).get(section)
    if words := why_not("write", name=report.name, state=report.state, roles=_person(request).roles):
        messages.error(request, words)
        return redirect("returns:one", name)
    form = CommentaryForm(
        request.POST if request.method == "POST" else None,
        initial={"text": held.text if held else "", "version": held.version if held else 0},
    )
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                actions.write_commentary(
                    report=report, section=section, text=form.cleaned_data["text"],
                    version=form.cleaned_data["version"] or 0, by=_person(request), at=timezone.now(),
                )  # fmt: skip
            except UnableToMoveReturn as problem:
                form.add_error(None, str(problem))
                status = TAKEN
            else:
                messages.success(request, "The section is saved. A colleague has to read it.")
                return redirect("returns:one", name)
    title, hint = queries.SECTIONS[section]
    context = {"report": report, "section": section, "title": title, "hint": hint, "form": form, "held": held}
    return render(request, "reporting/returns/write.html", context, status=status)


@require_POST
@permission_required(Permission.SIGN_RETURNS)
def read(request: HttpRequest, name: str, section: str) -> HttpResponse:
    """Say that one has read a section."""
    held = queries.commentary(_found(name)).get(section)
    if held is None:
        raise Http404("That section is not written.")
    return _step(
        request, name, "The section is marked as read.",
        lambda by, at: actions.review_commentary(commentary=held, version=_number(request), by=by, at=at),
    )  # fmt: skip


@require_POST
@permission_required(Permission.PREPARE_RETURNS)
def prepare(request: HttpRequest, name: str) -> HttpResponse:
    """Freeze the facts of a period, for a new return or again."""
    try:
        asked = parse_name(name)
    except ValueError as error:
        raise Http404(str(error)) from error
    return _step(
        request, name, "The facts are frozen.",
        lambda by, at: actions.prepare_return(period=asked.period, by=by, at=at), to_list=True,
    )  # fmt: skip


@require_POST
@permission_required(Permission.PREPARE_RETURNS)
def protect(request: HttpRequest, name: str) -> HttpResponse:
    report = _found(name)
    return _step(
        request, name, "The tables are protected.",
        lambda by, at: actions.protect_return(report=report, by=by, at=at),
    )  # fmt: skip


@require_POST
@permission_required(Permission.PREPARE_RETURNS)
def attack(request: HttpRequest, name: str) -> HttpResponse:
    report = _found(name)
    return _step(
        request, name, "The attack is done: see what it found.",
        lambda by, at: actions.attack_return(report=report, by=by, at=at),
    )  # fmt: skip


@require_POST
@permission_required(Permission.SIGN_RETURNS)
def sign(request: HttpRequest, name: str) -> HttpResponse:
    report = _found(name)
    return _step(
        request, name, "You signed the return.", lambda by, at: actions.sign_return(report=report, by=by, at=at)
    )


@require_POST
@permission_required(Permission.RELEASE_RETURNS)
def release(request: HttpRequest, name: str) -> HttpResponse:
    report = _found(name)
    return _step(
        request, name, "The return is released. The Authority can read it now.",
        lambda by, at: actions.release_return(report=report, by=by, at=at),
    )  # fmt: skip


@require_POST
@permission_required(Permission.SIGN_RETURNS)
def send_back(request: HttpRequest, name: str) -> HttpResponse:
    report = _found(name)
    form = ReasonForm(request.POST, prefix="send_back")
    if not form.is_valid():
        return _page(request, report, asked={"send_back": form}, status=REFUSED)
    return _step(
        request, name, "The return went back, without its signature.",
        lambda by, at: actions.send_return_back(report=report, reason=form.cleaned_data["reason"], by=by, at=at),
    )  # fmt: skip


@require_POST
@permission_required(Permission.PREPARE_RETURNS)
def revise(request: HttpRequest, name: str) -> HttpResponse:
    report = _found(name)
    form = ReasonForm(request.POST, prefix="revise")
    if not form.is_valid():
        return _page(request, report, asked={"revise": form}, status=REFUSED)
    return _step(
        request, name, "The revision is begun.",
        lambda by, at: actions.revise_return(report=report, reason=form.cleaned_data["reason"], by=by, at=at),
    )  # fmt: skip


def _step(request: HttpRequest, name: str, after: str, act: Any, *, to_list: bool = False) -> HttpResponse:
    """Do it, say what came of it, and go to the page of the return."""
    try:
        made = act(_person(request), timezone.now())
    except UnableToMoveReturn as problem:
        messages.error(request, str(problem))
        return redirect("returns:list") if to_list and not _exists(name) else redirect("returns:one", name)
    messages.success(request, after)
    return redirect("returns:one", made.name if isinstance(made, Return) else name)


def _page(
    request: HttpRequest, report: Return, *, asked: dict[str, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    person = _person(request)
    why = {step: why_not(step, name=report.name, state=report.state, roles=person.roles) for step in STEPS}
    if not why["sign"]:
        why["sign"] = why_not_apart(person=person.pk, makers=queries.makers(report), name=report.name)
    written = queries.commentary(report)
    context = {
        "report": report,
        "words": queries.name_of(report).period.words,
        "checks": checks_of(report) if not report.released else [],
        "may": {step: not words for step, words in why.items()},
        "told": [why["sign"]] if report.state in STEPS["sign"].starts and person.may(STEPS["sign"].needs) and why["sign"] else [],
        "sections": [(section, title, hint, written.get(section)) for section, (title, hint) in queries.SECTIONS.items()],
        "costs": presenting.costs(report.inside),
        "fell_back": presenting.fallen(report.inside),
        "certificate": report.release.certificate if report.released else report.certificate,
        "came_since": _came_since(report),
        "forms": {step: (asked or {}).get(step) or ReasonForm(prefix=step) for step in ("send_back", "revise")},
        "asked": next(iter((asked or {}).values()), None),
        "history": queries.history(report),
        "reader": person.pk,
    }  # fmt: skip
    return render(request, "reporting/returns/one.html", context, status=status)


def _came_since(report: Return) -> int:
    """Facts of the period that came, or went, since it was frozen."""
    try:
        manifest = open_snapshot(report.snapshot).manifest
    except SnapshotUnusable:
        return 0
    rows = {name.removesuffix(".parquet"): one.rows for name, one in manifest.files.items()}
    return queries.changed_since_frozen(report, rows)


def _found(name: str) -> Return:
    try:
        return queries.return_by_name(name)
    except queries.NoSuchReturn as error:
        raise Http404(str(error)) from error


def _exists(name: str) -> bool:
    return Return.objects.filter(name=name).exists()


def _number(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)
