"""What was answered, as it is read: figures only where enough people are behind them, and words apart from figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from adviceline.content.current import current_content
from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell, Rule, may_show_percentage, protect_count
from adviceline.facts.models import FeedbackAnswerFact, FeedbackAskFact
from adviceline.feedback.models import Comment, HeldAnswer
from adviceline.measures.feedback_codes import SATISFIED_FROM

MOST_SHOWN = 200
QUESTIONS = ("satisfaction", "helped", "recommend", "done")


@dataclass(frozen=True)
class Line:
    """One choice of a question, and how many chose it, protected."""

    label: str
    cell: Cell


@dataclass(frozen=True)
class Summary:
    """`satisfied` and `recommend` are shares (0 to 1) of what is shown, None where too few answered."""

    asked: Cell
    answered: Cell
    satisfied: float | None
    recommend: float | None
    questions: list[tuple[str, list[Line]]]
    themes: list[Line]


def months_with_feedback() -> list[int]:
    found = set(FeedbackAnswerFact.objects.values_list("month", flat=True).distinct())
    return sorted(found | set(FeedbackAskFact.objects.values_list("month", flat=True).distinct()), reverse=True)


def comments_of(*, month: int | None = None, theme: str = "") -> list[Comment]:
    """Newest month first; within it in the order of their ids, which is one of chance."""
    rows = Comment.objects.filter(month=month) if month else Comment.objects.all()
    found = rows.order_by("-month", "pk")
    if not theme:
        return list(found[:MOST_SHOWN])
    return [each for each in found.iterator() if theme in each.themes][:MOST_SHOWN]


def waiting_answers() -> int:
    """How many wait to be let out."""
    return HeldAnswer.objects.aggregate(number=Count("pk"))["number"] or 0


def summary_of(*, month: int | None, rule: Rule) -> Summary:
    """All waves of a month together, or of every month."""
    where = {"month": month} if month else {}
    answered = list(FeedbackAnswerFact.objects.filter(**where).values(*QUESTIONS))
    questions = current_content().feedback.questions
    given = {name: Counter(str(row[name]) for row in answered if row[name] not in (None, "")) for name in QUESTIONS}
    themes = Counter(theme for each in Comment.objects.filter(**where) for theme in each.themes)
    return Summary(
        asked=protect_count(FeedbackAskFact.objects.filter(**where, offered=True).count(), rule),
        answered=protect_count(len(answered), rule),
        satisfied=_share(answered, "satisfaction", lambda value: value >= SATISFIED_FROM, rule),
        recommend=_share(answered, "recommend", lambda value: value == "yes", rule),
        questions=[
            (questions[name].question, _lines(questions[name].choices, counts, rule))
            for name, counts in given.items() if counts
        ],
        themes=[
            Line(code.label, protect_count(themes[code.code], rule))
            for code in current_content().taxonomy["feedback_theme"] if themes[code.code]
        ],
    )  # fmt: skip


def _lines(choices: tuple[tuple[str, str], ...], counts: Counter[str], rule: Rule) -> list[Line]:
    numbers = [counts[code] for code, _ in choices]
    cells = protect_list(numbers, rule, total=protect_count(sum(numbers), rule))
    return [Line(label, cell) for (_, label), cell in zip(choices, cells, strict=True)]


def _share(rows: list[dict[str, Any]], name: str, holds: Callable[[Any], bool], rule: Rule) -> float | None:
    known = [row[name] for row in rows if row[name] not in (None, "")]
    if not may_show_percentage(len(known), rule):
        return None
    top, bottom = (protect_count(number, rule).value for number in (sum(holds(value) for value in known), len(known)))
    return None if top is None or not bottom else min(1.0, top / bottom)
