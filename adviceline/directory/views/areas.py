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
from adviceline.directory.local_contacts import DETAILS, SLOTS, contacts_of, coverage, save_local_contacts
from adviceline.directory.views.common import person, reads_and_writes
from adviceline.places.queries import local_authority


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
    initial = {f"{slot}_{name}": getattr(held[slot], name) for slot in held for name in DETAILS}
    form = LocalContactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        save_local_contacts(
            local_authority=area,
            slots=form.slots,
            all_checked=form.cleaned_data["all_checked"],
            on=timezone.localdate(now),
            by=person(request),
            at=now,
        )
        messages.success(request, f"The contacts of {area.name} are saved.")
        return redirect("directory:area_contacts", la_code=la_code)
    context = {"form": form, "area": area, "slots": SLOTS, "held": held, "details": DETAILS}
    return render(request, "directory/area_contacts.html", context)
