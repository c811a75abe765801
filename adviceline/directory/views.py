"""Editing the directory on screen: entries with their history, and the contacts of each local authority."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.directory import actions
from adviceline.directory.forms import LABELS, EntryForm, LocalContactsForm
from adviceline.directory.local_contacts import DETAILS, SLOTS, contacts_of, coverage, save_local_contacts
from adviceline.directory.models import Entry
from adviceline.directory.queries import history_of
from adviceline.directory.rules.entries import id_from
from adviceline.places.queries import local_authority

PER_PAGE = 50
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


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
    form = EntryForm(request.POST or None, initial={"status": "draft"})
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.create_entry(
                entry_id=id_from(form.cleaned_data["title"]), values=form.values, by=_person(request), at=timezone.now()
            )
        except actions.UnableToChangeEntry as problem:
            form.add_error("title", str(problem))
        else:
            messages.success(request, "The entry is saved.")
            return redirect("directory:entry", entry_id=entry.pk)
    return render(request, "directory/entry.html", {"form": form, "entry": None, "waiting": [], "history": []})


@reads_and_writes
@permission_required(Permission.EDIT_CONTENT)
def entry(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Change an entry, and see what it said before."""
    found = get_object_or_404(Entry, pk=entry_id)
    form = EntryForm(request.POST or None, entry=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_entry(
                entry=found,
                values=form.values,
                version=form.cleaned_data.get("version") or 0,
                by=_person(request),
                at=timezone.now(),
            )
        except actions.UnableToChangeEntry as problem:
            data = request.POST.copy()
            data["version"] = str(found.version)
            form.data = data
            form.add_error(None, str(problem))
        else:
            messages.success(request, "The entry is saved.")
            return redirect("directory:entry", entry_id=found.pk)
    context = {"form": form, "entry": found, "history": _history(found), "waiting": _waiting(found)}
    return render(request, "directory/entry.html", context)


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
        actions.settle_conflict(entry=found, take=choice == "take", by=_person(request), at=timezone.now())
        messages.success(request, "That is settled.")
    except actions.UnableToChangeEntry as problem:
        messages.error(request, str(problem))
    return redirect("directory:entry", entry_id=entry_id)


@require_safe
@permission_required(Permission.USE_DESK)
def local_contacts(request: HttpRequest) -> HttpResponse:
    """Which local contacts are known, and which are missing, by region."""
    regions = coverage()
    total = sum(each.authorities for each in regions)
    filled = {slot.label: sum(each.filled[slot] for each in regions) for slot in SLOTS}
    context: dict[str, Any] = {"regions": regions, "slots": SLOTS, "total": total, "filled": filled}
    context["may_edit"] = _person(request).may(Permission.EDIT_CONTENT)
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
            by=_person(request),
            at=now,
        )
        messages.success(request, f"The contacts of {area.name} are saved.")
        return redirect("directory:area_contacts", la_code=la_code)
    context = {"form": form, "area": area, "slots": SLOTS, "held": held, "details": DETAILS}
    return render(request, "directory/area_contacts.html", context)


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def _history(entry: Entry) -> list[dict[str, Any]]:
    return [
        {
            "number": version.number,
            "at": version.changed_at,
            "who": version.changed_by.name if version.changed_by else version.get_source_display(),
            "changed": [LABELS[name] for name in version.changed if name in LABELS],
        }
        for version in history_of(entry)[:50]
    ]


def _waiting(entry: Entry) -> list[dict[str, Any]]:
    """What the source would have otherwise, field by field."""
    ours = entry.values()
    return [
        {"label": LABELS[name], "ours": _words(ours.get(name)), "theirs": _words(value)}
        for name, value in (entry.waiting_values or {}).items()
        if name in LABELS and ours.get(name) != value
    ]


def _words(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value or "(empty)")
