"""What the pages of money share."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import cast

from django.http import HttpRequest, HttpResponse

from adviceline.accounts.models import Person
from adviceline.ui.safe_cells import safe_cell

REFUSED = 422


def person_of(request: HttpRequest) -> Person:
    return cast(Person, request.user)


def csv_answer(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A file that spreadsheets read, with no cell that they would run."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(heading)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
