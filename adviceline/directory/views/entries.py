"""Editing entries on screen, with their history and what is known of their use and their links."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.directory import actions
from adviceline.directory.forms import LABELS, EntryForm, as_typed
from adviceline.directory.links.queries import link_shown
from adviceline.directory.models import Entry
from adviceline.directory.queries import history_of, warning_of
from adviceline.directory.rules.entries import id_from
from adviceline.directory.usage import usage_of
from adviceline.directory.views.common import REFUSED, TAKEN, person, reads_and_writes
from adviceline.ui.merging import Meanwhile, bring_together, in_words

PER_PAGE = 50
MOST_HISTORY = 50


@require_safe
@permission_required(Permission.EDIT_CONTENT)
def entries(request: HttpRequest) -> HttpResponse:
    """Every entry by title, whatever its status; `?q=` in the title or publisher, `&status=`, `&page=`."""
    text, status = request.GET.get("q", "")[:100].strip(), request.GET.get("status", "")
    found = Entry.objects.all()
    if text and "\x00" not in text:
        found = found.filter(Q(title__icontains=text) | Q(publisher__icontains=text))
    if status in Entry.Status.values:
        found = found.filter(status=status)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": text,
        "status": status,
        "statuses": Entry.Status.choices,
        "waiting": Entry.objects.filter(waiting_values__isnull=False),
        "today": timezone.localdate(),
    }
    return render(request, "directory/entries.html", context)


@reads_and_writes
@permission_required(Permission.EDIT_CONTENT)
def new_entry(request: HttpRequest) -> HttpResponse:
    """Write a new entry; its id comes from its title and stays."""
    form = EntryForm(request.POST if request.method == "POST" else None, initial={"status": "draft"})
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.create_entry(
                entry_id=id_from(form.cleaned_data["title"]),
                values=form.values,
                by=person(request),
                at=timezone.now(),
                guard_reason=form.cleaned_data["guard_reason"],
            )
        except actions.UnableToChangeEntry as problem:
            form.add_error("title", str(problem))
        else:
            messages.success(request, "The entry is saved.")
            return redirect("directory:entry", entry_id=entry.pk)
    context: dict[str, Any] = {"form": form, "entry": None, "waiting": [], "history": [], "meanwhile": []}
    return render(request, "directory/entry.html", context, status=REFUSED if request.method == "POST" else 200)


@reads_and_writes
@permission_required(Permission.EDIT_CONTENT)
def entry(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Change an entry, and see what it said before."""
    found = get_object_or_404(Entry, pk=entry_id)
    form = EntryForm(request.POST if request.method == "POST" else None, entry=found)
    meanwhile: list[Meanwhile] = []
    status = REFUSED if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_entry(
                entry=found,
                values=form.values,
                version=form.cleaned_data["version"],
                by=person(request),
                at=timezone.now(),
                guard_reason=form.cleaned_data["guard_reason"],
            )
        except actions.UnableToChangeEntry as problem:
            form.add_error(None, str(problem))
            found, meanwhile = _show_conflict(form, found)
            status = TAKEN
        else:
            messages.success(request, "The entry is saved.")
            return redirect("directory:entry", entry_id=found.pk)
    today = timezone.localdate()
    context: dict[str, Any] = {
        "form": form,
        "entry": found,
        "meanwhile": meanwhile,
        "history": _history(found),
        "waiting": _waiting(found),
        "warning": warning_of(found, today=today),
        "usage": usage_of(found.pk, today=today),
        "link": link_shown(found),
    }
    return render(request, "directory/entry.html", context, status=status)


@require_POST
@permission_required(Permission.EDIT_CONTENT)
def settle(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Take what the content says now, or keep what was written here."""
    found = get_object_or_404(Entry, pk=entry_id)
    choice = request.POST.get("choice")
    if choice not in ("take", "keep"):
        messages.error(request, "Choose which of the two to keep.")
        return redirect("directory:entry", entry_id=entry_id)
    try:
        actions.settle_conflict(entry=found, take=choice == "take", by=person(request), at=timezone.now())
        messages.success(request, "That is settled.")
    except actions.UnableToChangeEntry as problem:
        messages.error(request, str(problem))
    return redirect("directory:entry", entry_id=entry_id)


def _show_conflict(form: EntryForm, found: Entry) -> tuple[Entry, list[Meanwhile]]:
    """Put what a colleague changed meanwhile into the form, and say what it was. Gives the entry as it is now."""
    fresh = Entry.objects.get(pk=found.pk)
    opened = fresh.versions.filter(number=form.cleaned_data["version"]).first()
    meanwhile = bring_together(
        form,
        labels=LABELS,
        opened=opened.values if opened else None,
        yours=form.values,
        now=fresh.values(),
        shown_now=as_typed(fresh),
    )
    form.data["version"] = str(fresh.version)  # type: ignore[index]  # a copy of what was sent, which can be written
    return fresh, meanwhile


def _history(entry: Entry) -> list[dict[str, Any]]:
    versions = list(history_of(entry)[: MOST_HISTORY + 1])
    before = {each.number: earlier.values for each, earlier in pairwise(versions)}
    return [
        {
            "number": version.number,
            "at": version.changed_at,
            "who": version.changed_by.name if version.changed_by else version.get_source_display(),
            "changed": [LABELS[name] for name in version.changed if name in LABELS],
            "changes": [
                (LABELS[name], in_words(before[version.number].get(name)), in_words(version.values.get(name)))
                for name in version.changed
                if name in LABELS and version.number in before
            ],
        }
        for version in versions[:MOST_HISTORY]
    ]


def _waiting(entry: Entry) -> list[dict[str, Any]]:
    """What the source would have otherwise, field by field."""
    ours = entry.values()
    return [
        {"label": LABELS[name], "ours": in_words(ours.get(name)), "theirs": in_words(value)}
        for name, value in (entry.waiting_values or {}).items()
        if name in LABELS and ours.get(name) != value
    ]
