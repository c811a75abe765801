"""Noting practice evidence from an enquiry or a session. What is kept leads back to neither."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.models import Enquiry
from adviceline.desk.views.common import fetch, person
from adviceline.evidence.actions.items import collect_item
from adviceline.evidence.forms.items import CollectForm
from adviceline.evidence.models import EvidenceItem
from adviceline.evidence.views.items import collect_context
from adviceline.followups.models import Session

Source = EvidenceItem.Source
SAID = "The evidence is kept. Another person reads it before it is used."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def from_enquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """The setting and the region are those of who asks, to begin with."""
    enquiry = fetch(request, reference, "evidence")
    back = {"href": reverse("desk:enquiry", args=[enquiry.reference]), "label": f"Back to {enquiry.reference}"}
    action = reverse("desk:collect_evidence", args=[enquiry.reference])
    return _collect(request, enquiry, source=Source.ENQUIRY, action=action, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WORK_ENQUIRIES)
def from_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = get_object_or_404(Session.objects.select_related("enquiry"), pk=min(pk, 2**63 - 1))
    enquiry = fetch(request, session.enquiry.reference, "evidence")
    back = {"href": reverse("desk:session", args=[pk]), "label": "Back to the session"}
    return _collect(
        request, enquiry, source=Source.SESSION, action=reverse("desk:collect_session_evidence", args=[pk]), back=back
    )


def _collect(request: HttpRequest, enquiry: Enquiry, *, source: str, action: str, back: dict[str, str]) -> HttpResponse:
    who = enquiry.enquirer
    form = CollectForm(
        request.POST if request.method == "POST" else None, initial={"setting": who.setting, "region": who.region}
    )
    if request.method == "POST" and form.is_valid():
        collect_item(
            values=form.values, source=source, submission=form.cleaned_data["submission"], by=person(request),
            at=timezone.now(), is_fictional=who.is_fictional,
        )  # fmt: skip
        messages.success(request, SAID)
        return redirect(back["href"])
    context: dict[str, Any] = {**collect_context(form), "action": action, "back": back}
    return render(request, "evidence/collect.html", context, status=422 if request.method == "POST" else 200)
