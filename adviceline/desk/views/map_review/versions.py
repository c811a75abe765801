"""The versions of the maps: reading, commenting, signing off, publishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import actions, queries
from adviceline.advice.actions import map_of, safety_of
from adviceline.advice.models import MapComment, MapVersion
from adviceline.advice.rules import possible_steps, why_not
from adviceline.advice.safety import flagged_for_review
from adviceline.desk.advice_panel import whole_map
from adviceline.desk.map_forms import CommentForm, DriveForm, ReasonForm, SettleForm, SignForm
from adviceline.desk.views.common import person
from adviceline.desk.views.map_review.common import version_or_404
from adviceline.privacy.screening import ScreenedText

MOST_SHOWN = 200
#: Where each step stands in the life of a version, in words for the page.
NEXT = {
    MapVersion.State.DRAFT: "Next: somebody sends it to clinical review.",
    MapVersion.State.IN_REVIEW: "Next: a clinical reviewer signs it off, or sends it back.",
    MapVersion.State.SIGNED_OFF: "Next: a second person publishes it. From then on every new run follows it.",
}


@require_safe
@permission_required(Permission.REVIEW_MAPS)
def listed(request: HttpRequest) -> HttpResponse:
    """Every version of every map, and what waits for somebody."""
    versions = list(queries.all_versions()[:MOST_SHOWN])
    titles = {version.map_id: map_of(version).title for version in versions if version.is_current}
    titles = {version.map_id: map_of(version).title for version in versions if version.map_id not in titles} | titles
    may_supervise = person(request).may(Permission.SUPERVISE)
    context = {
        "maps": [
            {"title": titles[map_id], "id": map_id,
             "versions": [{"version": each, "use": in_use_words(each)} for each in versions if each.map_id == map_id]}
            for map_id in sorted(titles)
        ],
        "tasks": queries.review_tasks().count(),
        "may_supervise": may_supervise,
        "departures": queries.departures().count() if may_supervise else 0,
        "who_can_sign": queries.who_can_sign(),
        "is_demo": queries.unsigned_maps_may_run(),
    }  # fmt: skip
    return render(request, "desk/maps/review.html", context)


@require_safe
@permission_required(Permission.REVIEW_MAPS)
def version(request: HttpRequest, version_hash: str) -> HttpResponse:
    """One version: where it stands, its review, and what the person can do with it. `?about=` opens a comment."""
    return _show(request, version_or_404(version_hash))


@require_safe
@permission_required(Permission.REVIEW_MAPS)
def text(request: HttpRequest, version_hash: str) -> HttpResponse:
    """A version whole, to be read and commented on, place by place."""
    found = version_or_404(version_hash)
    said: dict[str, int] = {}
    for place in queries.open_comments_for(found).values_list("place", flat=True):
        said[place] = said.get(place, 0) + 1
    return render(request, "desk/maps/text.html", whole_map(map_of(found)) | {"version": found, "said": said})


@require_POST
@permission_required(Permission.EDIT_CONTENT)
def submit(request: HttpRequest, version_hash: str) -> HttpResponse:
    """Send a draft to clinical review."""
    return _take(request, version_or_404(version_hash), actions.submit_map, "It is in clinical review now.")


@require_POST
@permission_required(Permission.SIGN_CONTENT)
def sign(request: HttpRequest, version_hash: str) -> HttpResponse:
    """Sign a version off."""
    found, form = version_or_404(version_hash), SignForm(request.POST, prefix="sign")
    if not form.is_valid():
        return _show(request, found, sign=form)
    words = "You signed this version off. A second person can publish it."
    return _take(request, found, actions.sign_off_map, words)


@require_POST
@permission_required(Permission.PUBLISH_MAPS)
def publish(request: HttpRequest, version_hash: str) -> HttpResponse:
    """Let new runs follow a signed version, at once."""
    words = "Published. Every new run follows this version; runs that have begun stay as they are."
    return _take(request, version_or_404(version_hash), actions.publish_map, words)


@require_POST
@permission_required(Permission.SIGN_CONTENT)
def send_back(request: HttpRequest, version_hash: str) -> HttpResponse:
    """End the review without a sign-off."""
    return _take_with_reason(request, version_hash, "send_back", actions.send_map_back, "Sent back: a draft again.")


@require_POST
@permission_required(Permission.SIGN_CONTENT)
def withdraw(request: HttpRequest, version_hash: str) -> HttpResponse:
    """Take a sign-off back."""
    words = "The sign-off is withdrawn. No new run follows this version."
    return _take_with_reason(request, version_hash, "withdraw", actions.withdraw_sign_off, words)


@require_POST
@permission_required(Permission.REVIEW_MAPS)
def comment(request: HttpRequest, version_hash: str) -> HttpResponse:
    """Say something about a version or one place of it."""
    found = version_or_404(version_hash)
    form = CommentForm(request.POST, advice_map=map_of(found), prefix="comment")
    if form.is_valid():
        try:
            actions.add_comment(
                version=found, place=form.cleaned_data["place"], body=form.cleaned_data["body"], by=person(request),
                at=timezone.now(),
            )  # fmt: skip
        except actions.UnableToComment as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The comment is kept.")
            return redirect("desk:map_review_version", version_hash=found.pk)
    return _show(request, found, comment=form)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.REVIEW_MAPS)
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment, and what came of it."""
    found = get_object_or_404(MapComment.objects.select_related("version", "by", "settled_by"), pk=pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_comment(
                comment=found, settled=form.cleaned_data["settled"], words=form.cleaned_data["words"],
                by=person(request), at=timezone.now(),
            )  # fmt: skip
        except actions.UnableToComment as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The comment is settled.")
            return redirect("desk:map_review_version", version_hash=_reviewed_with(found).pk)
    context = {"comment": found, "form": form, "title": place_title(found.version, found.place)}
    return render(request, "desk/maps/comment.html", context, status=422 if form.is_bound else 200)


def in_use_words(version: MapVersion) -> str:
    """How a version is used, in words; '' when it is only kept."""
    if not version.is_current:
        return ""
    if not version.runs_unsigned:
        return "In use"
    return "In use unsigned, for demonstration" if queries.unsigned_maps_may_run() else ""


def place_title(version: MapVersion, place: str) -> str:
    """A question or outcome as people name it."""
    advice_map = map_of(version)
    known = advice_map.nodes.get(place) or advice_map.outcomes.get(place)
    return f"{place} {known.title}" if known else place or "The whole map"


def _reviewed_with(comment: MapComment) -> MapVersion:
    """The version that the comment is open for now: the newest of its map, where it is carried to."""
    newest = (each for each in queries.newest_versions() if each.map_id == comment.version.map_id)
    return next(newest, comment.version)


def _take(
    request: HttpRequest, version: MapVersion, action: Callable[..., MapVersion], words: str, **more: Any
) -> HttpResponse:
    try:
        action(version=version, by=person(request), at=timezone.now(), **more)
    except actions.UnableToMoveMap as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("desk:map_review_version", version_hash=version.pk)


def _take_with_reason(
    request: HttpRequest, version_hash: str, step: str, action: Callable[..., MapVersion], words: str
) -> HttpResponse:
    found, form = version_or_404(version_hash), ReasonForm(request.POST, prefix=step)
    refused = why_not(step, version=found, by=person(request))
    if not form.is_valid() and not refused:
        return _show(request, found, **{step: form})
    reason = form.cleaned_data.get("reason") or ScreenedText("")
    return _take(request, found, action, words, reason=reason)


def _show(request: HttpRequest, version: MapVersion, **bound: forms.Form) -> HttpResponse:
    by, advice_map = person(request), map_of(version)
    open_comments = queries.open_comments_for(version).count()
    report = safety_of(advice_map, today=timezone.localdate())
    about = request.GET.get("about", "")
    places = {**advice_map.nodes, **advice_map.outcomes}
    context = {
        "version": version,
        "title": advice_map.title,
        "use": in_use_words(version),
        "next": "" if version.is_current and not version.runs_unsigned else NEXT[MapVersion.State(version.state)],
        "steps": possible_steps(version=version, by=by, open_comments=open_comments),
        "was_in_use": queries.was_published(version) and not version.is_current,
        "report": report,
        "broken": [str(each) for each in report.broken],
        "notes": flagged_for_review(advice_map),
        "comments": [(each, place_title(version, each.place)) for each in queries.comments_on(version)],
        "carried": [(each, place_title(each.version, each.place)) for each in queries.carried_comments(version)],
        "drives": queries.attached_drives(version),
        "own_drives": queries.own_drives(version, by)[:10],
        "moves": version.moves.all(),
        "forms": {
            "sign": SignForm(prefix="sign"),
            "send_back": ReasonForm(prefix="send_back"),
            "withdraw": ReasonForm(prefix="withdraw"),
            "comment": CommentForm(
                advice_map=advice_map, prefix="comment", initial={"place": about if about in places else ""}
            ),
            "drive": DriveForm(advice_map=advice_map, prefix="drive"),
            **bound,
        },
        "refused": list(bound.values()),
    }
    return render(request, "desk/maps/version.html", context, status=422 if bound else 200)


def start_drive_refused(request: HttpRequest, version: MapVersion, form: DriveForm) -> HttpResponse:
    """The page of the version again, with what was wrong about the test drive that was asked for."""
    return _show(request, version, drive=form)
