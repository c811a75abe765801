"""Review tasks: what a map rests on was superseded, or its review date has passed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.advice import actions, queries
from adviceline.advice.models import ReviewTask
from adviceline.desk.map_forms import OwnerForm, TaskForm
from adviceline.desk.views.common import person

MOST_SHOWN = 200


@require_safe
@permission_required(Permission.REVIEW_MAPS)
def listed(request: HttpRequest) -> HttpResponse:
    """Open tasks, the oldest first; `?show=done` those that are done, the latest first."""
    done = request.GET.get("show") == "done"
    context = {"tasks": list(queries.review_tasks(done=done)[:MOST_SHOWN]), "done": done}
    return render(request, "desk/maps/tasks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.REVIEW_MAPS)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what it is about, and closing it with a reason."""
    found = get_object_or_404(ReviewTask.objects.select_related("owner", "done_by"), pk=pk)
    form = TaskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.finish_task(task=found, reason=form.cleaned_data["reason"], by=person(request), at=timezone.now())
        except actions.UnableToDoTask as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The task is done.")
            return redirect("desk:map_review_tasks")
    return _show(request, found, form)


@require_POST
@permission_required(Permission.REVIEW_MAPS)
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who sees to a task."""
    found = get_object_or_404(ReviewTask.objects.select_related("owner", "done_by"), pk=pk)
    people = queries.people_who_may(Permission.REVIEW_MAPS)
    form = OwnerForm(request.POST, people=people)
    if form.is_valid():
        owner: Person | None = next((each for each in people if each.pk == form.cleaned_data["owner"]), None)
        try:
            actions.assign_task(task=found, owner=owner, by=person(request), at=timezone.now())
        except actions.UnableToDoTask as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{owner.name} sees to it." if owner else "Nobody sees to it for now.")
    else:
        messages.error(request, "Choose somebody from the list.")
    return redirect("desk:map_review_task", pk=pk)


def _show(request: HttpRequest, task: ReviewTask, form: TaskForm) -> HttpResponse:
    people = queries.people_who_may(Permission.REVIEW_MAPS)
    watched = [version for version in queries.versions_to_watch() if version.map_id == task.map_id]
    context = {
        "task": task,
        "form": form,
        "owner_form": OwnerForm(people=people, initial={"owner": task.owner_id or ""}),
        "version": watched[-1] if watched else None,
    }
    return render(request, "desk/maps/task.html", context, status=422 if form.is_bound else 200)
