"""Advisers' records: what each holds, what expires, who cannot be on the line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.queries import people_who_may
from adviceline.accounts.roles import Permission
from adviceline.desk.staffing_forms import CredentialForm, NewRecordForm, RecordForm
from adviceline.desk.views.common import number_in, person
from adviceline.workforce.actions import records
from adviceline.workforce.errors import UnableToStaff
from adviceline.workforce.models import AdviserRecord
from adviceline.workforce.plan import record_kinds, skills
from adviceline.workforce.queries.standing import adviser_records, standings, watched
from adviceline.workforce.rules.eligibility import Held, endings, last_day_of, problems_on

MOST = 2**63 - 1


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def listed(request: HttpRequest) -> HttpResponse:
    """Every adviser, and what stops them now or soon. POST begins a record."""
    at = timezone.now()
    have = {each.pk for each in adviser_records(with_left=True)}
    people = [each for each in people_who_may(Permission.WORK_ENQUIRIES) if each.pk not in have]
    form = NewRecordForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        try:
            made = records.keep_adviser(
                person=form.chosen, skills_held=clean["skills"], started_date=clean["started_date"],
                left_date=clean["left_date"], by=person(request), at=at,
            )  # fmt: skip
        except UnableToStaff as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The record is begun. Add what they hold.")
            return redirect("desk:adviser", pk=made.pk)
    found = watched(today=timezone.localdate(at))
    context = {"found": found, "form": form, "people": people, "skills": skills()}
    return render(request, "desk/staffing/advisers.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SUPERVISE)
def adviser(request: HttpRequest, pk: int) -> HttpResponse:
    """One adviser's record. POST `what`: record, credential, or withdraw with the `credential`'s number."""
    held = get_object_or_404(AdviserRecord.objects.select_related("person"), pk=min(pk, MOST))
    what = request.POST.get("what", "") if request.method == "POST" else ""
    record_form = RecordForm(request.POST if what == "record" else None, held=held)
    credential_form = CredentialForm(request.POST if what == "credential" else None)
    at, by = timezone.now(), person(request)
    if what == "withdraw":
        found = held.credentials.filter(pk=number_in(request, "credential")).first()
        if found is not None:
            records.withdraw_credential(credential=found, by=by, at=at)
            messages.success(request, "Withdrawn. It no longer counts.")
        return redirect("desk:adviser", pk=pk)
    sent = record_form if what == "record" else credential_form if what == "credential" else None
    if sent is not None and sent.is_valid():
        clean = sent.cleaned_data
        try:
            if what == "record":
                records.keep_adviser(
                    person=held.person, skills_held=clean["skills"], started_date=clean["started_date"],
                    left_date=clean["left_date"], by=by, at=at,
                )  # fmt: skip
            else:
                records.add_credential(
                    adviser=held, kind=clean["kind"], title=clean["title"], obtained_date=clean["obtained_date"],
                    expires_date=clean["expires_date"], by=by, at=at,
                )  # fmt: skip
        except UnableToStaff as problem:
            sent.add_error(None, str(problem))
        else:
            messages.success(request, "Kept.")
            return redirect("desk:adviser", pk=pk)
    kinds, today = record_kinds(), timezone.localdate(at)
    standing = standings([held])[held.pk]
    rows = [
        (each, last_day_of(Held(each.kind, each.obtained_date, each.expires_date), kinds))
        for each in held.credentials.all()
    ]
    context = {
        "held": held, "record_form": record_form, "credential_form": credential_form, "sent": sent, "rows": rows,
        "kinds": kinds, "skills": skills(), "problems": problems_on(today, standing, kinds), "today": today,
        "endings": endings(today, standing, kinds),
    }  # fmt: skip
    return render(request, "desk/staffing/adviser.html", context, status=422 if request.method == "POST" else 200)
