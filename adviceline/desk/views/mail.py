"""For the service manager: whether mail is read and leaves, and what a person must see to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.email import actions as mail
from adviceline.channels.email.health import mail_health
from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.queries import set_aside, uncertain_replies
from adviceline.desk.views.common import person

MOST_SHOWN = 100


@require_safe
@permission_required(Permission.MANAGE_JOBS)
def mail_page(request: HttpRequest) -> HttpResponse:
    """Health of the mail. It shows no enquirer and nothing of what was written."""
    context = {
        "health": mail_health(at=timezone.now()),
        "set_aside": set_aside(most=MOST_SHOWN),
        "uncertain": list(uncertain_replies()[:MOST_SHOWN]),
    }
    return render(request, "desk/mail.html", context)


@require_POST
@permission_required(Permission.MANAGE_JOBS)
def replay(request: HttpRequest) -> HttpResponse:
    """Try again all that was set aside."""
    done = mail.replay_set_aside(by=person(request), at=timezone.now())
    still = done.tried - done.recorded
    messages.success(request, f"{done.recorded} recorded. {still} still set aside.")
    return redirect("desk:mail")


@require_POST
@permission_required(Permission.MANAGE_JOBS)
def confirm_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody made sure that an uncertain message arrived."""
    outgoing = get_object_or_404(Outgoing.objects.select_related("enquiry"), pk=pk)
    if mail.confirm_sent(outgoing=outgoing, by=person(request), at=timezone.now()):
        messages.success(request, "Marked as sent.")
    else:
        messages.error(request, "Only a message that may or may not have been sent can be marked as sent.")
    return redirect("desk:mail")
