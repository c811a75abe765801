"""The ledger: looked through, recorded in, corrected by reversal, with receipts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.finance.actions import ledger, receipts
from adviceline.finance.errors import UnableToRecordMoney
from adviceline.finance.forms import ReceiptForm, SpendingForm, WhyForm
from adviceline.finance.models import Entry
from adviceline.finance.queries import money
from adviceline.finance.tariff import cost_lines, partners
from adviceline.finance.views.common import REFUSED, person_of
from adviceline.measures.calendar import format_month, parse_month
from adviceline.ui.csv_files import csv_answer

HEADING = (
    "Number", "Date", "Kind", "Cost line", "Partner", "Supplier", "Reference", "Description", "Net", "VAT", "Gross", "Cost",
    "Reverses", "Reversed by", "Recorded",
)  # fmt: skip


@require_safe
@permission_required(Permission.SEE_MONEY)
def listed(request: HttpRequest) -> HttpResponse:
    """`?month=&cost_line=&partner=&kind=&page=`."""
    asked = _asked(request)
    rows = money.entries(**asked)
    context = {
        "page": money.page_of(rows, request.GET.get("page", "1")), "spent": money.spent_in(rows), "asked": asked,
        "months": [format_month(month) for month in money.months_of_entries()], "lines": cost_lines(),
        "partners": partners(), "kinds": Entry.Kind.choices, "month": format_month(asked["month"]) if asked["month"] else "",
        "may": person_of(request).may(Permission.MANAGE_MONEY), "query": _query(asked),
    }  # fmt: skip
    return render(request, "finance/ledger.html", context)


@require_safe
@permission_required(Permission.SEE_MONEY)
def export(request: HttpRequest) -> HttpResponse:
    """The entries that the page lists, as a file."""
    lines, bodies = cost_lines(), partners()
    rows = (
        (
            each.number, each.on_date, each.get_kind_display(),
            lines[each.cost_line].label if each.cost_line in lines else each.cost_line, bodies.get(each.partner, each.partner),
            each.supplier, each.reference, each.description, each.net, each.vat, each.gross, each.cost,
            each.reverses.number if each.reverses else "",
            each.reversed_by.number if hasattr(each, "reversed_by") else "", each.recorded_at.date(),
        )
        for each in money.entries(**_asked(request)).iterator(chunk_size=500)
    )  # fmt: skip
    return csv_answer("ledger.csv", HEADING, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.MANAGE_MONEY)
def record(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "finance/record.html", {"form": SpendingForm(), "asked": None})
    form = SpendingForm(request.POST)
    if form.is_valid():
        clean = form.cleaned_data
        names = (
            "on_date",
            "cost_line",
            "partner",
            "net",
            "vat",
            "vat_reclaimed",
            "supplier",
            "reference",
            "description",
        )
        try:
            made = ledger.record_spending(
                **{name: clean[name] for name in names}, by=person_of(request), at=timezone.now()
            )
        except UnableToRecordMoney as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"It is entry {made.number} of the ledger. You can attach its receipt here.")
            return redirect("finance:entry", made.number)
    return render(request, "finance/record.html", {"form": form, "asked": form}, status=REFUSED)


@require_safe
@permission_required(Permission.SEE_MONEY)
def one(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, _found(number))


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def reverse(request: HttpRequest, number: int) -> HttpResponse:
    entry, form = _found(number), WhyForm(request.POST, prefix="reverse")
    if form.is_valid():
        try:
            made = ledger.reverse_entry(
                entry=entry, reason=form.cleaned_data["reason"], by=person_of(request), at=timezone.now()
            )
        except UnableToRecordMoney as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"Entry {number} is reversed by entry {made.number}. Both stay in the ledger.")
            return redirect("finance:entry", number)
    return _page(request, entry, asked=form, status=REFUSED)


@require_POST
@permission_required(Permission.MANAGE_MONEY)
def attach(request: HttpRequest, number: int) -> HttpResponse:
    entry, form = _found(number), ReceiptForm(request.POST, request.FILES, prefix="receipt")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            receipts.attach_receipt(
                entry=entry, name=file.name, content=file.read(receipts.LARGEST + 1),
                submission=form.cleaned_data["submission"], by=person_of(request), at=timezone.now(),
            )  # fmt: skip
        except UnableToRecordMoney as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, "The receipt is kept. It opens once the virus scanner has passed it.")
            return redirect("finance:entry", number)
    return _page(request, entry, asked=form, status=REFUSED)


@require_POST
@permission_required(Permission.SEE_MONEY)
def receipt(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Saves it: what somebody sent is never shown by the browser in our place."""
    found = _found(number).receipts.filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such receipt.")
    try:
        content = receipts.open_receipt(receipt=found, by=person_of(request), at=timezone.now())
    except UnableToRecordMoney as problem:
        messages.error(request, str(problem))
        return redirect("finance:entry", number)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{found.name.encode("ascii", "replace").decode()}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _page(request: HttpRequest, entry: Entry, *, asked: Any = None, status: int = 200) -> HttpResponse:
    lines = cost_lines()
    forms: dict[str, Any] = {
        "reverse": WhyForm(prefix="reverse"), "receipt": ReceiptForm(prefix="receipt", initial={"submission": uuid.uuid4()}),
    }  # fmt: skip
    if asked is not None:
        forms[asked.prefix] = asked
    may = person_of(request).may(Permission.MANAGE_MONEY)
    can_reverse = (
        may and entry.kind != Entry.Kind.CLAIM and entry.reverses_id is None and not hasattr(entry, "reversed_by")
    )
    context = {
        "entry": entry, "line": lines[entry.cost_line].label if entry.cost_line in lines else entry.cost_line,
        "partner": partners().get(entry.partner, entry.partner), "forms": forms, "asked": asked, "may": may,
        "receipts": entry.receipts.select_related("added_by"), "can_reverse": can_reverse,
    }  # fmt: skip
    return render(request, "finance/entry.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What is filtered by; what makes no sense is left out."""
    asked = request.GET
    try:
        month: int | None = parse_month(asked.get("month", ""))
    except ValueError:
        month = None
    return {
        "month": month,
        "cost_line": asked.get("cost_line", "") if asked.get("cost_line") in cost_lines() else "",
        "partner": asked.get("partner", "") if asked.get("partner") in partners() else "",
        "kind": asked.get("kind", "") if asked.get("kind") in Entry.Kind.values else "",
    }


def _query(asked: dict[str, Any]) -> str:
    kept = {**asked, "month": format_month(asked["month"]) if asked["month"] else ""}
    return "&".join(f"{name}={value}" for name, value in kept.items() if value)


def _found(number: int) -> Entry:
    if number > 2_000_000_000:
        raise Http404("There is no entry of that number.")
    try:
        return money.entry_by_number(number)
    except money.NoSuchEntry as error:
        raise Http404(str(error)) from error
