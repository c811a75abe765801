"""Spending from the CSV of accounting software: looked through first, then taken over; twice makes no difference."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.finance.actions.ledger import why_not_spending
from adviceline.finance.actions.posting import locked_account, post, tell_spending
from adviceline.finance.errors import UnableToImport
from adviceline.finance.models import Entry, LedgerImport
from adviceline.finance.rules.csv_rows import NotReadable, Row, read_rows
from adviceline.finance.tariff import cost_lines, partners
from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, screen_text

State = LedgerImport.State
IDENTIFIES = "It could identify a child. Change the words in the accounting software, and export again."
UNCHECKED = "It could not be checked for identifying details. Try again."


def read_import(*, name: str, content: bytes, by: Person, at: datetime) -> LedgerImport:
    """Look a file through and keep what it says, without taking anything over. Raises `UnableToImport`."""
    require(by, Permission.MANAGE_MONEY)
    try:
        found = read_rows(
            content, cost_lines={line.id: line.label for line in cost_lines().values()}, partners=partners()
        )
    except NotReadable as error:
        raise UnableToImport(str(error)) from error
    rows = [_kept(row, at=at) for row in found.rows]
    with transaction.atomic():
        made = LedgerImport.objects.create(
            name=_safe_name(name), sha256=f"sha256:{hashlib.sha256(content).hexdigest()}", rows=rows,
            notes=list(found.notes), read_by=by, read_at=at,
        )  # fmt: skip
        record(
            action="import.read", by=by, at=at, subject=f"import:{made.pk}",
            data={"rows": len(rows), "problems": sum(bool(row["problem"]) for row in rows)},
        )  # fmt: skip
    return made


def take_import(*, found: LedgerImport, by: Person, at: datetime, is_fictional: bool = False) -> list[Entry]:
    """Post every row without a problem that is not in the ledger yet. Raises `UnableToImport` when none is left."""
    require(by, Permission.MANAGE_MONEY, subject=f"import:{found.pk}")
    with transaction.atomic():
        account = locked_account()
        fresh = LedgerImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if fresh.state == State.TAKEN:
            raise UnableToImport("This file was taken over already.")
        good = [row for row in fresh.rows if not row["problem"]]
        known = keys_in_ledger([row["key"] for row in good])
        new = [row for row in good if row["key"] not in known]
        if not new:
            raise UnableToImport("There is nothing in this file that is not in the ledger already.")
        made = [
            post(
                account=account, kind=Entry.Kind.COST, on_date=date.fromisoformat(row["on_date"]), net=Decimal(row["net"]),
                vat=Decimal(row["vat"]), cost_line=row["cost_line"], partner=row["partner"], supplier=row["supplier"],
                reference=row["reference"], description=row["description"], imported=fresh, import_key=row["key"],
                by=by, at=at, is_fictional=is_fictional,
            )
            for row in new
        ]  # fmt: skip
        tell_spending(entry.month for entry in made)
        fresh.state, fresh.taken_by, fresh.taken_at = State.TAKEN, by, at
        fresh.save()
        record(
            action="import.taken", by=by, at=at, subject=f"import:{fresh.pk}",
            data={"entries": len(made), "known": len(good) - len(new), "first": made[0].number, "last": made[-1].number},
        )  # fmt: skip
    return made


def keys_in_ledger(keys: list[str]) -> set[str]:
    """Which of these rows were taken over before, reversed since or not."""
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        rows = Entry.objects.filter(import_key__in=keys[start : start + 500])
        found |= {str(key) for key in rows.values_list("import_key", flat=True)}
    return found


def _kept(row: Row, *, at: datetime) -> dict[str, Any]:
    """As it is kept: the texts of a row that has a problem are not."""
    problem = row.problem
    if not problem and row.on_date is not None:
        problem = why_not_spending(
            on_date=row.on_date, cost_line=row.cost_line, partner=row.partner, net=row.net, vat=row.vat, at=at
        ) or _guarded(row)
    if problem:
        return {"line": row.line, "problem": problem}
    return {
        "line": row.line, "problem": "", "on_date": str(row.on_date), "net": str(row.net), "vat": str(row.vat),
        "cost_line": row.cost_line, "partner": row.partner, "supplier": row.supplier, "reference": row.reference,
        "description": row.description, "key": row.key,
    }  # fmt: skip


def _guarded(row: Row) -> str:
    try:
        for text in (row.supplier, row.reference, row.description):
            screen_text(text)
    except IdentifyingDetailsFound:
        return IDENTIFIES
    except GuardUnavailable:
        return UNCHECKED
    return ""


def _safe_name(name: str) -> str:
    bare = re.sub(r"[^\w .()-]", "_", re.split(r"[/\\]", name)[-1])[-100:].strip(" .") or "file.csv"
    try:
        screen_text(" ".join(re.split(r"[\s_.-]+", bare)))
    except (IdentifyingDetailsFound, GuardUnavailable):
        return "file.csv"
    return bare
