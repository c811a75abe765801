"""For supervisors and the service manager: reasons given to the guard, and work that could not be done."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.views.common import person
from adviceline.jobs import actions as jobs_actions
from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.queries import dead_jobs, unsettled_messages, waiting_jobs
from adviceline.privacy.actions import review
from adviceline.privacy.models import GuardOverride
from adviceline.privacy.queries import unreviewed_overrides

MOST_SHOWN = 100


@require_safe
@permission_required(Permission.REVIEW_GUARD)
def guard_reviews(request: HttpRequest) -> HttpResponse:
    """Texts that were kept against the guard's advice, with the reasons."""
    return render(request, "desk/guard_reviews.html", {"overrides": list(unreviewed_overrides()[:MOST_SHOWN])})


@require_POST
@permission_required(Permission.REVIEW_GUARD)
def review_override(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as reviewed."""
    review(override=get_object_or_404(GuardOverride, pk=pk), by=person(request), at=timezone.now())
    messages.success(request, "Marked as reviewed.")
    return redirect("desk:guard_reviews")


@require_safe
@permission_required(Permission.MANAGE_JOBS)
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs that were given up, messages that may not have left."""
    context = {
        "dead": list(dead_jobs()[:MOST_SHOWN]),
        "messages_out": list(unsettled_messages()[:MOST_SHOWN]),
        "waiting": waiting_jobs(),
    }
    return render(request, "desk/jobs.html", context)


@require_POST
@permission_required(Permission.MANAGE_JOBS)
def retry_job(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Try a job again."""
    try:
        jobs_actions.retry_job(job=get_object_or_404(Job, pk=pk), by=person(request), at=timezone.now())
    except jobs_actions.UnableToRetry as error:
        messages.error(request, str(error))
    return redirect("desk:jobs")


@require_POST
@permission_required(Permission.MANAGE_JOBS)
def resend_message(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a message again; a person decides."""
    try:
        jobs_actions.resend(message=get_object_or_404(OutgoingMessage, pk=pk), by=person(request), at=timezone.now())
    except jobs_actions.UnableToRetry as error:
        messages.error(request, str(error))
    return redirect("desk:jobs")
