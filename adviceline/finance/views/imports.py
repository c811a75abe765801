"""Taking over the CSV of accounting software: every row is shown before any is taken."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.actions import imports
from adviceline.finance.errors import UnableToImport
from adviceline.finance.forms import ImportForm
from adviceline.finance.models import LedgerImport
from adviceline.finance.queries.imports import rows_of
from adviceline.finance.rules.csv_rows import LARGEST
from adviceline.finance.tariff import cost_lines
from adviceline.finance.views.common import REFUSED, person_of


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_MONEY)
def upload(request: HttpRequest) -> HttpResponse:
    """A file to look through; and those before it."""
    form: Any = ImportForm()
    status = 200
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        status = REFUSED
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = imports.read_import(
                    name=file.name, content=file.read(LARGEST + 1), by=person_of(request), at=timezone.now()
                )
            except UnableToImport as problem:
                form.add_error("file", str(problem))
            else:
                return redirect("finance:import_one", made.pk)
    found = LedgerImport.objects.select_related("read_by").defer("rows")[:20]
    context = {"form": form, "sent": status != 200, "found": found, "lines": cost_lines().values()}
    return render(request, "finance/import.html", context, status=status)


@require_safe
@permission_required(Permission.MANAGE_MONEY)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Every row, and what would become of it."""
    found = _found(pk)
    rows = rows_of(found)
    context = {
        "found": found, "rows": rows, "new": [row for row in rows if row.fate == "new"],
        "known": sum(row.fate == "known" for row in rows), "wrong": sum(row.fate == "problem" for row in rows),
        "taken": sum(row.fate == "taken" for row in rows),
    }  # fmt: skip
    return render(request, "finance/import_one.html", context)


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        made = imports.take_import(found=_found(pk), by=person_of(request), at=timezone.now())
    except UnableToImport as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{len(made)} entries were added to the ledger.")
    return redirect("finance:import_one", pk)


def _found(pk: int) -> LedgerImport:
    found = LedgerImport.objects.filter(pk=pk).first() if pk < 2**62 else None
    if found is None:
        raise Http404("There is no such file.")
    return found
