"""The local contacts of each authority: which are known, and writing them down."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.directory.forms import LocalContactsForm
from adviceline.directory.local_contacts import (
    DETAILS,
    SLOTS,
    UnableToSaveContacts,
    contacts_of,
    coverage,
    history_of_contacts,
    save_local_contacts,
)
from adviceline.directory.views.common import REFUSED, TAKEN, person, reads_and_writes
from adviceline.places.queries import local_authority

LABELS = {"phone": "Phone number", "email": "Office e-mail address", "url": "Address of the page", "hours": "Hours"}


@require_safe
@permission_required(Permission.USE_DESK)
def local_contacts(request: HttpRequest) -> HttpResponse:
    """Which local contacts are known, and which are missing, by region."""
    regions = coverage()
    total = sum(each.authorities for each in regions)
    filled = {slot.label: sum(each.filled[slot] for each in regions) for slot in SLOTS}
    context: dict[str, Any] = {"regions": regions, "slots": SLOTS, "total": total, "filled": filled}
    context["may_edit"] = person(request).may(Permission.EDIT_CONTENT)
    return render(request, "directory/coverage.html", context)


@reads_and_writes
@permission_required(Permission.EDIT_CONTENT)
def area_contacts(request: HttpRequest, la_code: str) -> HttpResponse:
    """The three doors of one local authority."""
    area = local_authority(la_code)
    if area is None:
        raise Http404("There is no local authority with that code.")
    held = contacts_of(la_code)
    form = LocalContactsForm(request.POST if request.method == "POST" else None, held=held)
    status = REFUSED if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            save_local_contacts(
                local_authority=area,
                slots=form.slots,
                seen=form.seen,
                all_checked=form.cleaned_data["all_checked"],
                on=timezone.localdate(now),
                by=person(request),
                at=now,
            )
        except UnableToSaveContacts as problem:
            form.show_conflicts(problem)
            status = TAKEN
        else:
            messages.success(request, f"The contacts of {area.name} are saved.")
            return redirect("directory:area_contacts", la_code=la_code)
    context = {
        "form": form,
        "area": area,
        "slots": SLOTS,
        "held": held,
        "details": DETAILS,
        "history": _history(la_code),
    }
    return render(request, "directory/area_contacts.html", context, status=status)


def _history(la_code: str) -> list[dict[str, Any]]:
    return [
        {
            "what": change.get_slot_display(),
            "at": change.changed_at,
            "who": change.changed_by.name if change.changed_by else "The service",
            "details": [
                (LABELS[name], change.before.get(name) or "(empty)", change.after.get(name) or "(empty)")
                for name in DETAILS
                if change.before.get(name) != change.after.get(name)
            ],
        }
        for change in history_of_contacts(la_code)
    ]
