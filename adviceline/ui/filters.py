"""How dates, times, lengths and numbers are written: '3 February 2022', '8:30am', '4 minutes 10 seconds'."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from adviceline.content import render_markdown, render_markdown_line

LONDON = ZoneInfo("Europe/London")

Day = dt.date | dt.datetime


def _in_london(value: dt.datetime) -> dt.datetime:
    if value.tzinfo is None:
        raise ValueError("a time shown to people must be aware, so that summer time is right")
    return value.astimezone(LONDON)


def long_date(value: Day | None) -> str:
    """'3 February 2022', in London; an empty string for no date."""
    if value is None:
        return ""
    day = _in_london(value) if isinstance(value, dt.datetime) else value
    return f"{day.day} {day:%B %Y}"


def short_date(value: Day | None) -> str:
    """'Thu 3 Feb', for tables where the year is plain from the page."""
    if value is None:
        return ""
    day = _in_london(value) if isinstance(value, dt.datetime) else value
    return f"{day:%a} {day.day} {day:%b}"


def clock_time(value: dt.time | dt.datetime | None) -> str:
    """'8am', '8:30am', 'midday', 'midnight', in London."""
    if value is None:
        return ""
    at = _in_london(value).time() if isinstance(value, dt.datetime) else value
    if (at.hour, at.minute) == (12, 0):
        return "midday"
    if (at.hour, at.minute) == (0, 0):
        return "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def moment(value: dt.datetime | None) -> str:
    """'3 February 2022 at 8:30am'."""
    return "" if value is None else f"{long_date(value)} at {clock_time(value)}"


def iso(value: Day | None) -> str:
    """For the ``datetime`` attribute of ``<time>``."""
    return "" if value is None else value.isoformat()


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def duration(seconds: float | Decimal | dt.timedelta | None) -> str:
    """'4 minutes 10 seconds', '2 hours 5 minutes', '3 days 4 hours': the two largest units that are not nought."""
    if seconds is None:
        return ""
    total = round(seconds.total_seconds() if isinstance(seconds, dt.timedelta) else seconds)
    if total < 0:
        return f"minus {duration(-total)}"
    days, rest = divmod(total, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, secs = divmod(rest, 60)
    units = [(days, "day"), (hours, "hour"), (minutes, "minute"), (secs, "second")]
    while units[0][0] == 0 and len(units) > 1:
        units.pop(0)
    return " ".join(_plural(number, word) for number, word in units[:2] if number) or "0 seconds"


def short_duration(seconds: float | Decimal | None) -> str:
    """'4:10', '1:02:05', for columns of figures."""
    if seconds is None:
        return ""
    minutes, secs = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{secs:02}" if hours else f"{minutes}:{secs:02}"


def number(value: float | Decimal | None, places: int = 0) -> str:
    """'1,204' or '12.5'; an empty string for no value."""
    return "" if value is None else f"{value:,.{places}f}"


def pounds(value: Decimal | None) -> str:
    """'£1,204.50' or '−£3.00'; an empty string for no amount."""
    return "" if value is None else f"{'−' if value < 0 else ''}£{abs(value):,.2f}"


def count(value: int, one: str, many: str | None = None) -> str:
    """'1 enquiry', '3 enquiries': the plural adds an s unless given."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def percent(value: float | Decimal | None, places: int = 1) -> str:
    """A share between 0 and 1 as '12.5%'."""
    return "" if value is None else f"{value * 100:.{places}f}%"


def month(value: dt.date | str | None) -> str:
    """'February 2022', from a date or '2022-02'."""
    if value is None:
        return ""
    day = dt.date.fromisoformat(f"{value}-01") if isinstance(value, str) else value
    return f"{day:%B %Y}"


def listed(values: Iterable[object], word: str = "and") -> str:
    """'police', 'police and NHS', 'police, NHS and early help'."""
    words = [str(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {word} {words[-1]}" if words else ""


def groupby_in_order(items: Iterable[Mapping[str, Any]], name: str) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Runs of items that say the same under `name`, in the order given; those that say nothing are under ''."""
    return [(key, list(run)) for key, run in groupby(items, key=lambda item: str(item.get(name, "")))]


def paragraphs(text: str | None) -> Markup:
    """Plain text as paragraphs; a blank line parts them, and nothing in it is taken for markup."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", (text or "").replace("\r\n", "\n")) if part.strip()]
    return Markup("\n").join(
        Markup('<p class="govuk-body">{}</p>').format(Markup("<br>").join(escape(line) for line in part.split("\n")))
        for part in parts
    )


def markdown(text: str) -> Markup:
    """Markdown of the content as HTML. Raw HTML, scripts and images in it are refused, so the result may stand as it is."""
    return Markup(render_markdown(text))  # noqa: S704  # cleaned by the renderer


def markdown_line(text: str) -> Markup:
    """One line of Markdown of the content, such as an item of a list, without a paragraph of its own."""
    return Markup(render_markdown_line(text))  # noqa: S704  # cleaned by the renderer
