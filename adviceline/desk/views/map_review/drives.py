"""Test drives of a version. Nothing here is beside an enquiry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import actions, engine
from adviceline.advice.actions import drive_walk, map_of
from adviceline.advice.models import TestDrive
from adviceline.advice.watching import overdue_at
from adviceline.desk.advice_panel import shown_question, shown_result, suggested_resources, suggestion_rows
from adviceline.desk.map_forms import AttachForm, DriveForm
from adviceline.desk.views.common import person
from adviceline.desk.views.map_review.common import version_or_404
from adviceline.desk.views.map_review.versions import start_drive_refused


@require_POST
@permission_required(Permission.REVIEW_MAPS)
def start(request: HttpRequest, version_hash: str) -> HttpResponse:
    """Begin a test drive of a version, on a chosen date."""
    version = version_or_404(version_hash)
    form = DriveForm(request.POST, advice_map=map_of(version), prefix="drive")
    if form.is_valid():
        try:
            drive = actions.start_drive(
                version=version, for_date=form.cleaned_data["for_date"], setting=form.cleaned_data["setting"],
                by=person(request), at=timezone.now(),
            )  # fmt: skip
        except actions.UnableToDrive as error:
            form.add_error("for_date", str(error))
        else:
            return redirect("desk:map_review_drive", pk=drive.pk)
    return start_drive_refused(request, version, form)


@require_safe
@permission_required(Permission.REVIEW_MAPS)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a test drive stands."""
    return _show(request, _drive(pk))


@require_POST
@permission_required(Permission.REVIEW_MAPS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a question of the walk."""
    drive = _drive(pk)
    try:
        actions.answer_drive(
            drive=drive, node=request.POST.get("node", ""), answer=request.POST.get("answer", ""), by=person(request),
            at=timezone.now(),
        )  # fmt: skip
    except actions.UnableToDrive as error:
        messages.error(request, str(error))
    return redirect("desk:map_review_drive", pk=pk)


@require_POST
@permission_required(Permission.REVIEW_MAPS)
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """Stand at an earlier question again."""
    drive = _drive(pk)
    try:
        actions.go_back_in_drive(drive=drive, node=request.POST.get("node", ""), by=person(request), at=timezone.now())
    except actions.UnableToDrive as error:
        messages.error(request, str(error))
    return redirect("desk:map_review_drive", pk=pk)


@require_POST
@permission_required(Permission.REVIEW_MAPS)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach the walk to the review of its version."""
    drive, form = _drive(pk), AttachForm(request.POST)
    if not form.is_valid():
        return _show(request, drive, form)
    try:
        actions.attach_drive(drive=drive, note=form.cleaned_data["note"], by=person(request), at=timezone.now())
    except actions.UnableToDrive as error:
        messages.error(request, str(error))
        return redirect("desk:map_review_drive", pk=pk)
    messages.success(request, "The test drive is attached to the review.")
    return redirect("desk:map_review_version", version_hash=drive.version_id)


def _drive(pk: int) -> TestDrive:
    return get_object_or_404(TestDrive.objects.select_related("version", "reviewer"), pk=pk)


def _show(request: HttpRequest, drive: TestDrive, form: AttachForm | None = None) -> HttpResponse:
    walk = drive_walk(drive)
    setting = drive.setting or None
    place: Any = walk.node or walk.outcome
    suggestion = engine.suggest(walk)
    context = {
        "drive": drive,
        "version": drive.version,
        "title": walk.map.title,
        "setting": walk.map.settings[drive.setting].label if drive.setting else "General words",
        "may_go_on": drive.reviewer_id == person(request).pk and drive.attached_at is None,
        "node": shown_question(walk.map, walk.at, setting) if walk.node else None,
        "outcome": shown_result(walk.map, walk.at) if walk.outcome else None,
        "said": _said(walk),
        "flags": [flag.carried for flag in walk.flags],
        "path": [
            {"id": node.id, "question": node.question_for(setting), "answer": chosen.label,
             "overdue": overdue_at(walk.map, node, drive.for_date)}
            for node, chosen in walk.path()
        ],
        "overdue": overdue_at(walk.map, place, drive.for_date),
        "suggested": suggestion_rows(suggestion),
        **suggested_resources(suggestion),
        "form": form or AttachForm(),
    }  # fmt: skip
    return render(request, "desk/maps/drive.html", context, status=422 if form else 200)


def _said(walk: engine.Run) -> str:
    """What an adviser would say to the last answer."""
    said = [chosen.say for _, chosen in walk.path()]
    return said[-1] if said else ""
