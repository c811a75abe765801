"""A recorded call: heard for a stated reason, or destroyed. Only those who may hear it know more than that there is one."""

from __future__ import annotations

import re
from datetime import timedelta

from csp.decorators import csp_update
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.telephony import actions
from adviceline.channels.telephony.models import RECORDINGS_KEPT_DAYS, Recording
from adviceline.contacts.models import Enquiry
from adviceline.desk.recording_forms import HearForm
from adviceline.desk.views.common import back_to, error_on, fetch, person

A_HEARING_SECONDS = 3600
"""For so long one reason holds."""
SALT = "desk.recording.hearing"
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})", re.ASCII)


@require_http_methods(["GET", "POST"])
@permission_required(Permission.HEAR_RECORDINGS)
@never_cache
@csp_update({"media-src": ["'self'"]})  # type: ignore[arg-type]  # a view takes its parameters too
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """What there is, and the question why; once that is answered and written down, the sound."""
    recording, enquiry = _fetch(request, pk, "see a recording")
    form = HearForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.begin_hearing(
                recording=recording, reason=form.cleaned_data["reason"], by=person(request), at=timezone.now()
            )
        except actions.UnableToHear as error:
            return error_on(request, enquiry, 409, title="This call cannot be heard", paragraphs=[str(error)])
        hearing = signing.dumps([recording.pk, person(request).pk], salt=SALT)
        return redirect(f"{reverse('desk:recording', args=[pk])}?hearing={hearing}")
    context = {
        "recording": recording, "enquiry": enquiry, "form": form, "hearing": _hearing(request, pk),
        "kept_until": recording.ended_at + timedelta(days=RECORDINGS_KEPT_DAYS),
    }  # fmt: skip
    return render(request, "desk/recording.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@permission_required(Permission.HEAR_RECORDINGS)
@never_cache
@csp_update({"sandbox": []})  # type: ignore[arg-type]  # a view takes its parameters too
def sound(request: HttpRequest, pk: int) -> HttpResponse:
    """The sound, whole or the part that a player asks for; back to the question where no reason was given just now."""
    recording, enquiry = _fetch(request, pk, "hear a recording")
    if not _hearing(request, pk):
        return redirect("desk:recording", pk=pk)
    try:
        content = actions.sound_of(recording=recording, by=person(request))
    except actions.UnableToHear as error:
        return error_on(request, enquiry, 409, title="This call cannot be heard", paragraphs=[str(error)])
    return _part_of(content, request.headers.get("Range", ""))


@require_POST
@permission_required(Permission.HEAR_RECORDINGS)
def destroy(request: HttpRequest, pk: int) -> HttpResponse:
    """For ever, as when the caller asks for it."""
    recording, enquiry = _fetch(request, pk, "destroy a recording")
    actions.destroy_recording(recording=recording, by=person(request), at=timezone.now())
    messages.success(request, "The recording is destroyed. Nobody can hear it again.")
    return back_to(enquiry)


def _fetch(request: HttpRequest, pk: int, why: str) -> tuple[Recording, Enquiry]:
    recording = get_object_or_404(Recording.objects.select_related("contact__enquiry"), pk=pk)
    if recording.contact.enquiry is None:
        raise Http404
    return recording, fetch(request, recording.contact.enquiry.reference, why)


def _hearing(request: HttpRequest, pk: int) -> str:
    """The proof that this person said why, within the hour; empty without one."""
    given = request.GET.get("hearing", "")[:300]
    try:
        proven = signing.loads(given, salt=SALT, max_age=A_HEARING_SECONDS) == [pk, person(request).pk]
    except signing.BadSignature:
        return ""
    return given if proven else ""


def _part_of(content: bytes, asked: str) -> HttpResponse:
    """A player asks for parts, so that one can go to and fro in a long call."""
    found, status, headers = _RANGE.fullmatch(asked.strip()), 200, {}
    if found is not None:
        first, last = int(found[1]), min(int(found[2] or len(content) - 1), len(content) - 1)
        if first > last:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
        status, headers = 206, {"Content-Range": f"bytes {first}-{last}/{len(content)}"}
        content = content[first : last + 1]
    answer = HttpResponse(content, status=status, content_type="audio/wav", headers=headers)
    answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
