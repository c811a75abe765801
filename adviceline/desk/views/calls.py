"""A call that is logged by hand, sent once or, after an interrupted send, once more."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts import actions
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.queries import call_like
from adviceline.desk.forms import LogCallForm
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.ui.errors import error_page
from adviceline.ui.filters import clock_time
from adviceline.ui.kept import written_in

#: What two recordings of one call have in common, and what is needed to look for the first.
ALIKE = (
    "enquiry", "direction", "outcome", "began_at", "talk_seconds", "adviser", "at", "idempotency_key",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def log_call(request: HttpRequest, reference: str | None = None) -> HttpResponse:
    """Log a phone call by hand: a new enquiry, or one more contact of an enquiry."""
    enquiry = fetch(request, reference, "log call") if reference else None
    now = timezone.localtime()
    initial = {
        "direction": "in",
        "outcome": "answered",
        "date": now.date(),
        "time": now.strftime("%H:%M"),
        "submission": uuid.uuid4(),
    }
    form = LogCallForm(request.POST if request.method == "POST" else None, now=now, initial=initial)
    context: dict[str, Any] = {"form": form, "enquiry": enquiry}
    if request.method == "GET":
        return render(request, "desk/log_call.html", context)
    values = _call_values(form, enquiry=enquiry, request=request) if form.is_valid() else {}
    if values and not form.cleaned_data["another"] and (like := call_like(**{name: values[name] for name in ALIKE})):
        form.ask_whether_another(like.created_at, by_them=like.adviser_id is not None)
        context["like"] = like
    if not form.is_valid():
        return render(request, "desk/log_call.html", context, status=422)
    recorded = actions.record_contact(**values)
    if not recorded.created and (changed := _changed_since(recorded.contact, form, values)):
        return _recorded_before(request, recorded, form, changed)
    if recorded.enquiry is None:
        messages.success(request, "The call is counted. It opened no enquiry, since nobody spoke.")
        return redirect("desk:queue")
    if recorded.created and enquiry is None:
        actions.claim(enquiry=recorded.enquiry, by=person(request), at=timezone.now())
    messages.success(request, "The call is recorded.")
    return back_to(recorded.enquiry)


def _call_values(form: LogCallForm, *, enquiry: Enquiry | None, request: HttpRequest) -> dict[str, Any]:
    clean = form.cleaned_data
    talk = round(float(clean["talk_minutes"] or 0) * 60)
    spoke = clean["outcome"] == "answered"
    began_at = clean["began_at"]
    return {
        "channel": "call",
        "direction": clean["direction"],
        "outcome": clean["outcome"],
        "idempotency_key": f"desk-call:{clean['submission']}",
        "began_at": began_at,
        "by": person(request),
        "at": timezone.now(),
        "enquiry": enquiry,
        "opens_enquiry": spoke or bool(clean["note"].text),
        "text": clean["note"],
        "text_kind": "note",
        "answered_at": began_at if spoke else None,
        "ended_at": began_at + timedelta(seconds=talk),
        "talk_seconds": talk if spoke else None,
        "wrap_up_seconds": round(float(clean["wrap_up_minutes"] or 0) * 60) if spoke else None,
        "adviser": person(request) if spoke or clean["direction"] == "out" else None,
        "source": "desk",
        "heard": clean["heard"],
    }


#: What a call holds, and the field of the form that it comes from.
HELD_OF_CALL = {
    "direction": "direction", "outcome": "outcome", "began_at": "time", "talk_seconds": "talk_minutes",
    "wrap_up_seconds": "wrap_up_minutes",
}  # fmt: skip


def _changed_since(call: Contact, form: LogCallForm, values: dict[str, Any]) -> list[str]:
    """The labels of what a form that was sent before says otherwise now, but for words that were kept."""
    changed = [str(form[name].label) for held, name in HELD_OF_CALL.items() if getattr(call, held) != values[held]]
    lost = call.enquiry is None and bool(values["text"].text)
    return [*changed, str(form["note"].label)] if lost else changed


def _recorded_before(
    request: HttpRequest, recorded: actions.Recorded, form: LogCallForm, changed: list[str]
) -> HttpResponse:
    """Nothing that was changed after an interrupted send is dropped unsaid: the person gets it back."""
    at, enquiry = clock_time(recorded.contact.created_at), recorded.enquiry
    kept = " The note below is kept on its enquiry." if enquiry and form.cleaned_data["note"].text else ""
    said = (
        f"You sent this form before, and the call was recorded at {at} as it was then. Changed since, and not saved: "
        f"{', '.join(changed)}.{kept}"
    )
    onward = "Write what is different in a note on the enquiry, or log another call if there was one."
    words: dict[str, Any] = {"title": "This call was recorded before", "paragraphs": [said, onward]}
    words["kept"] = written_in(form, list(dict.fromkeys([*HELD_OF_CALL.values(), "date", "note"])))
    return error_on(request, enquiry, 409, **words) if enquiry else error_page(request, 409, **words)
