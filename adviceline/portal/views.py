"""The Authority's pages. Every one needs the permission to read releases, and reads nothing else."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.portal import actions, queries, trends
from adviceline.portal.indicators import indicators
from adviceline.reporting.returns.comparing import compare
from adviceline.reporting.returns.rendering import file_kind, page_of
from adviceline.reporting.returns.rendering.words import revision_words

FIRST_FIGURES_SHOWN = 4


@require_safe
@permission_required(Permission.READ_RELEASES)
def home(request: HttpRequest) -> HttpResponse:
    """The latest return, and every earlier one."""
    found = queries.releases()
    latest = page_of(queries.document_of(found[0].name), charts={}) if found else None
    context = {"releases": found, "latest": latest, "files": _files(found[0].name) if found else []}
    return render(request, "portal/home.html", context)


@require_safe
@permission_required(Permission.READ_RELEASES)
def one(request: HttpRequest, name: str) -> HttpResponse:
    try:
        document = queries.document_of(name)
    except queries.NothingReleased as error:
        raise Http404(str(error)) from error
    release = next(each for each in queries.releases() if each.name == name)
    context = {"page": page_of(document), "release": release, "files": _files(name), "printed": False}
    return render(request, "portal/return.html", context)


@require_safe
@permission_required(Permission.READ_RELEASES)
def changes(request: HttpRequest, name: str) -> HttpResponse:
    """What a revision changed of the return that it corrects, as both were released."""
    try:
        after = queries.document_of(name)
        before = queries.document_of(after.corrects)
    except queries.NothingReleased as error:
        raise Http404(str(error)) from error
    context = {"comparison": compare(before, after), "why": revision_words(after)}
    return render(request, "portal/changes.html", context)


@require_safe
@permission_required(Permission.READ_RELEASES)
def download(request: HttpRequest, name: str, file: str) -> HttpResponse:
    try:
        content = actions.take_file(name=name, file=file, by=cast(Person, request.user), at=timezone.now())
    except queries.NothingReleased as error:
        raise Http404(str(error)) from error
    return _attachment(content, file, file_kind(file)[1])


@require_safe
@permission_required(Permission.READ_RELEASES)
def everything(request: HttpRequest, name: str) -> HttpResponse:
    try:
        content = actions.take_everything(name=name, by=cast(Person, request.user), at=timezone.now())
    except queries.NothingReleased as error:
        raise Http404(str(error)) from error
    return _attachment(content, f"{name}.zip", file_kind(".zip")[1])


@require_safe
@permission_required(Permission.READ_RELEASES)
def over_time(request: HttpRequest) -> HttpResponse:
    """One figure at a time, chosen by `?figure=`; the first that the Authority asks for when none is."""
    documents = queries.released_documents()
    offered = trends.choices(documents)
    asked = request.GET.get("figure", "")
    if asked and asked not in dict(offered):
        return redirect("portal:trends")
    chosen = asked or (offered[0][0] if offered else "")
    context = {
        "chart": trends.trend(chosen, documents) if chosen else None,
        "options": [{"value": name, "text": label, "selected": name == chosen} for name, label in offered],
    }
    return render(request, "portal/trends.html", context)


@require_safe
@permission_required(Permission.READ_RELEASES)
def kpis(request: HttpRequest) -> HttpResponse:
    documents = queries.released_documents()
    context = {"indicators": indicators(documents), "latest": documents[-1] if documents else None,
               "before": documents[-2] if len(documents) > 1 else None}  # fmt: skip
    return render(request, "portal/indicators.html", context)


def _files(name: str) -> list[dict[str, object]]:
    """What is read as a whole first, then what programs read, then pictures."""
    order = ("html", "pdf", "ods", "xlsx", "json", "csv", "svg")
    found = sorted(queries.files_of(name), key=lambda file: (order.index(file.name.rpartition(".")[2]), file.name))
    return [{"name": file.name, "kind": file_kind(file.name)[0], "size": _size(file.size)} for file in found]


def _size(size: int) -> str:
    return f"{max(1, round(size / 1024)):,} KB"


def _attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
