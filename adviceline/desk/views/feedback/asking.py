"""An adviser asks how it was, and records what somebody was not content with."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.errors import UnableTo
from adviceline.content.current import current_content
from adviceline.desk.feedback_forms import WAVES, CaseForm, PhoneForm
from adviceline.desk.views.common import back_to, error_on, fetch, person
from adviceline.feedback.actions.answering import take_answers_on_phone
from adviceline.feedback.actions.opening import open_case
from adviceline.feedback.models import Case
from adviceline.ui.kept import written_in


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def ask(request: HttpRequest, reference: str, wave: str) -> HttpResponse:
    """The questions of one wave, answered on the phone. The reading of the enquiry is recorded, the answering is not."""
    if wave not in WAVES:
        raise Http404("There are no such questions.")
    enquiry = fetch(request, reference)
    form = PhoneForm(request.POST if request.method == "POST" else None, wave=wave)
    if request.method == "POST" and form.is_valid():
        try:
            is_first = take_answers_on_phone(
                enquiry=enquiry, wave=wave, answers=form.answers(), by=person(request), at=timezone.now()
            )
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            if not is_first:  # nobody can look whether they are the same: what was answered names no enquiry
                said = "These questions were answered before, and that stands. Nothing was counted again."
                # With a refusal's status it would stand in the log, with when and on which enquiry.
                return error_on(
                    request, enquiry, 200, title="Answered before", paragraphs=[said], kept=written_in(form)
                )
            messages.success(request, "The answers are kept, apart from this enquiry.")
            return back_to(enquiry)
    context = {
        "form": form, "enquiry": enquiry, "wave": wave, "waves": WAVES,
        "introduction": current_content().feedback.introductions[wave],
    }  # fmt: skip
    return render(request, "desk/feedback/ask.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def record_case(request: HttpRequest, reference: str = "") -> HttpResponse:
    """Somebody is not content: with an enquiry, or with the service as a whole."""
    enquiry = fetch(request, reference) if reference else None
    form = CaseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            case = open_case(
                source=Case.Source.ADVISER, words=clean["words"], wanted=clean["wanted"], enquiry=enquiry,
                is_formal=clean["formal"] == "yes", reply_to=clean["reply_to"], submission=clean["submission"],
                is_fictional=enquiry.is_fictional if enquiry else person(request).is_fictional, by=person(request),
                at=timezone.now(),
            )  # fmt: skip
        except UnableTo as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Recorded as {case.number}. A supervisor takes it on within a day.")
            return back_to(enquiry) if enquiry else redirect("desk:record_case")
    context = {"form": form, "enquiry": enquiry}
    return render(request, "desk/feedback/record_case.html", context, status=422 if request.method == "POST" else 200)
