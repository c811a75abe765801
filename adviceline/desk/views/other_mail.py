"""Mail that made no enquiry, for an adviser to look through: no message of a person's may stay there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.email.actions import own_mailboxes
from adviceline.channels.email.correspondence import actions
from adviceline.channels.email.correspondence.elsewhere import TAKEN_FOR, to_look_through, without_enquiry
from adviceline.channels.email.models import Message, Sealed
from adviceline.contacts.errors import UnableTo
from adviceline.desk.mail_shown import shown_text
from adviceline.desk.views.common import back_to, person

KEPT_DAYS = Sealed.privacy.retention.days or 0


@require_safe
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
def listed(request: HttpRequest) -> HttpResponse:
    """The newest first; of one sort, when the address says which."""
    only = request.GET.get("show", "")
    only = only if only in TAKEN_FOR else ""
    before = request.GET.get("before", "")
    page, more = without_enquiry(
        own_addresses=own_mailboxes().addresses, only=only,
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else 0,
    )  # fmt: skip
    context = {
        "rows": [(each, shown_text(each.text), TAKEN_FOR.get(each.taken_for, "Mail")) for each in page],
        "views": [
            {"label": label, "value": value, "href": f"?show={value}" if value else "?", "current": value == only}
            for value, label in (("", "All"), *TAKEN_FOR.items())
        ],
        "only": only, "more": more, "is_first": not before, "kept_days": KEPT_DAYS,
        "new": to_look_through() if not before and not only else 0, "newest": page[0].id if page else 0,
    }  # fmt: skip
    return render(request, "desk/mail/other.html", context)


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def look_through(request: HttpRequest) -> HttpResponse:
    """Somebody has read them, as far as the newest that the page showed."""
    upto = request.POST.get("upto", "")
    actions.look_through(
        upto=int(upto) if upto.isascii() and upto.isdecimal() and len(upto) < 18 else 0, by=person(request),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, "Looked through. What comes from now on is counted as new, for everybody.")
    return redirect("desk:other_mail")


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
def take_on(request: HttpRequest, pk: int) -> HttpResponse:
    """A person wrote this after all."""
    message = get_object_or_404(Message.objects.select_related("sealed", "contact"), pk=min(pk, 2**62))
    try:
        enquiry = actions.take_on(message=message, by=person(request), at=timezone.now())
    except UnableTo as error:
        messages.error(request, str(error))
        return redirect("desk:other_mail")
    messages.success(request, "The message is on this enquiry now, and is counted as received.")
    return back_to(enquiry, "conversation")
