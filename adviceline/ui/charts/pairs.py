"""What was planned beside what was done, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from adviceline.ui.charts import hand
from adviceline.ui.charts.parts import Chart
from adviceline.ui.tables import Table

WIDTH, HEIGHT, FOOT, HEAD, BAR = 480, 200, 44, 24, 26
MOST_MONTHS = 12


def pair_chart(
    title: str, months: Sequence[tuple[str, int | None, int | None]], *, table: Table, done_words: str = "done"
) -> Chart:
    """(label, planned, done) of each month; None where there is nothing. Planned is hollow, done is full. The last twelve
    months are drawn; the table has all."""
    drawn = months[-MOST_MONTHS:]
    most = max([1, *(value for _, planned, done in drawn for value in (planned, done) if value)])
    step = WIDTH / max(len(drawn), 1)
    width = min(BAR, step / 3)
    bottom = HEIGHT - FOOT

    def height(value: int | None) -> float:
        return (value or 0) / most * (bottom - HEAD)

    parts = [hand.line(0, bottom, WIDTH, bottom, stroke="control")]
    for place, (label, planned, done) in enumerate(drawn):
        middle = place * step + step / 2
        for value, x, fill in ((planned, middle - width - 1, "surface"), (done, middle + 1, "action")):
            if value is not None:
                parts.append(
                    hand.box(x, bottom - height(value), width, height(value), fill=fill, stroke="action", round_by=0)
                )
                parts.append(
                    hand.text(x + width / 2, bottom - height(value) - 5, f"{value:,}", size=12, anchor="middle")
                )
        parts.append(hand.text(middle, bottom + 18, label, size=13, anchor="middle", room=step))
    parts.append(hand.box(0, HEIGHT - 16, 12, 12, fill="surface", stroke="action", round_by=0))
    parts.append(hand.text(18, HEIGHT - 5, "planned", size=13))
    parts.append(hand.box(90, HEIGHT - 16, 12, 12, fill="action", stroke="action", round_by=0))
    parts.append(hand.text(108, HEIGHT - 5, done_words, size=13))
    planned_all = sum(planned or 0 for _, planned, _ in drawn)
    done_all = sum(done or 0 for _, _, done in drawn)
    words = f"Planned (hollow) and {done_words} (full) by month: {planned_all:,} planned, {done_all:,} {done_words}."
    return Chart(title, hand.drawing(WIDTH, HEIGHT, *parts), words, table)
