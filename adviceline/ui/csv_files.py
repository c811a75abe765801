"""A table as a file that spreadsheets read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from adviceline.ui.safe_cells import safe_cell


def csv_answer(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """With no cell that a spreadsheet would run."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(heading)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
