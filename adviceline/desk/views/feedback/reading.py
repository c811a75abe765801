"""What people said: figures with enough people behind them, and words apart from the figures."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.desk.feedback_forms import ThemesForm, themes
from adviceline.desk.views.common import person
from adviceline.disclosure.primary import HIDDEN_MARK, Cell, Rule
from adviceline.feedback.actions.improving import code_comment
from adviceline.feedback.actions.opening import open_case_of_comment
from adviceline.feedback.actions.releasing import smallest_group
from adviceline.feedback.models import Comment
from adviceline.feedback.queries.answers import comments_of, months_with_feedback, summary_of, waiting_answers
from adviceline.measures.calendar import format_month


@require_safe
@permission_required(Permission.VIEW_REPORTS)
def listed(request: HttpRequest) -> HttpResponse:
    """One month, or all of them; the words by theme."""
    months = months_with_feedback()
    wanted = request.GET.get("month", "")
    month = next((each for each in months if str(each) == wanted), None)
    theme = next((code for code, _ in themes() if code == request.GET.get("theme")), "")
    context = {
        "summary": summary_of(month=month, rule=_rule()), "month": month, "about": theme,
        "months": [(each, format_month(each)) for each in months], "themes": themes(), "shown": _shown,
        "rows": [(each, ThemesForm(comment=each)) for each in comments_of(month=month, theme=theme)],
        "waiting": waiting_answers(), "smallest": smallest_group(), "format_month": format_month,
        "may_open": person(request).may(Permission.SUPERVISE),
    }  # fmt: skip
    return render(request, "desk/feedback/read.html", context)


@require_POST
@permission_required(Permission.VIEW_REPORTS)
def code(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what a comment is about."""
    comment = get_object_or_404(Comment, pk=pk)
    form = ThemesForm(request.POST, comment=comment)
    if form.is_valid():
        code_comment(comment=comment, themes=form.cleaned_data["themes"], by=person(request), at=timezone.now())
        messages.success(request, "The themes are kept.")
    else:
        messages.error(request, "Choose themes from the list.")
    return redirect("desk:feedback")


@require_POST
@permission_required(Permission.SUPERVISE)
def open_case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """See to what somebody wrote, though no rule caught it."""
    case = open_case_of_comment(comment=get_object_or_404(Comment, pk=pk), by=person(request), at=timezone.now())
    messages.success(request, f"Case {case.number} is open.")
    return redirect("desk:feedback_case", pk=case.pk)


def _rule() -> Rule:
    return Rule(**settings.DISCLOSURE)  # type: ignore[arg-type]  # one of its fields is a flag


def _shown(cell: Cell) -> str:
    return HIDDEN_MARK if cell.value is None else str(cell.value)
