"""The forms of the delivery plan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from adviceline.accounts.models import Partner
from adviceline.accounts.roles import Permission
from adviceline.advice.queries import people_who_may
from adviceline.delivery.actions.common import LARGEST_VERSION
from adviceline.delivery.models import Activity, Decision, Indicator, Issue, PlanStep, Risk, ServicePeriod
from adviceline.delivery.rules.risks import IMPACT, LIKELIHOOD
from adviceline.measures.algebra import Count
from adviceline.measures.calendar import format_month, parse_month
from adviceline.measures.definitions import MEASURES
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField, ReadableForm

LARGEST_AMOUNT = 1_000_000
NOBODY = ("", "Nobody yet")


def choose(form: forms.Form, name: str, choices: Iterable[tuple[str, str]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a field of choices


def owners() -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in people_who_may(Permission.USE_DESK)]


def partners() -> list[tuple[str, str]]:
    return [("", "No one partner"), *((each.code, each.name) for each in Partner.objects.order_by("-is_lead", "name"))]


def _area(label: str, hint: str = "", *, limit: int, rows: int = 4, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=limit, required=required, widget=forms.Textarea(attrs={"rows": rows})
    )


def _version() -> forms.IntegerField:
    return forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=LARGEST_VERSION, required=False, initial=0
    )


class PeriodForm(GuardedForm):
    """The dates and the budget of a phase."""

    guarded: ClassVar = ("name", "reason")
    name = forms.CharField(max_length=80, label="Name of the phase")
    opens_date = DatePartsField(label="The day it opens")
    ends_date = DatePartsField(label="Its last day")
    budget = forms.DecimalField(min_value=0, max_digits=12, decimal_places=2, label="Budget")
    reason = _area("Why, and who agreed", "For example: the Authority agreed the extension by letter.", limit=1000)
    last = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: Any = None, *, held: ServicePeriod | None = None) -> None:
        initial: dict[str, Any] = {}
        if held:
            initial = {name: getattr(held, name) for name in ("name", "opens_date", "ends_date", "budget")}
            initial["last"] = held.pk
        super().__init__(data, initial=initial)


class StepForm(GuardedForm):
    """A step of the plan."""

    guarded: ClassVar = ("title",)
    title = forms.CharField(max_length=150, label="What is to be done?")
    is_milestone = forms.BooleanField(required=False, label="It is a milestone: one day, to be reached")
    before_opening = forms.BooleanField(required=False, label="The service cannot open without it")
    starts_date = DatePartsField(label="Starts")
    ends_date = DatePartsField(label="Ends")
    needs = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="What must be done before it can start?"
    )
    owner = forms.ChoiceField(required=False, label="Who sees to it?")
    partner = forms.ChoiceField(required=False, label="Whose part is it?")
    done_date = DatePartsField(required=False, label="Done on")
    version = _version()

    def __init__(self, data: Any = None, *, step: PlanStep | None = None, phase: int) -> None:
        names = ("title", "is_milestone", "before_opening", "starts_date", "ends_date", "done_date", "version")
        initial: dict[str, Any] = {name: getattr(step, name) for name in names} if step else {}
        if step:
            initial |= {
                "owner": str(step.owner_id or ""), "partner": step.partner_id or "",
                "needs": [str(each) for each in step.dependencies.values_list("needs_id", flat=True)],
            }  # fmt: skip
        super().__init__(data, initial=initial)
        others = [each for each in PlanStep.objects.filter(phase=phase) if each != step]
        choose(self, "needs", ((str(each.pk), each.title) for each in others))
        choose(self, "owner", [NOBODY, *owners()])
        choose(self, "partner", partners())


class ActivityForm(GuardedForm):
    """An activity and what is planned of it, month by month."""

    guarded: ClassVar = ("title", "unit")
    title = forms.CharField(max_length=120, label="What is done?")
    unit = forms.CharField(max_length=40, label="Counted in", help_text="For example: sessions")
    measure = forms.ChoiceField(required=False, label="Which measure counts it?")
    partner = forms.ChoiceField(required=False, label="Whose part is it?")

    def __init__(self, data: Any = None, *, activity: Activity | None = None, months: list[int]) -> None:
        initial: dict[str, Any] = {}
        if activity:
            initial = {name: getattr(activity, name) for name in ("title", "unit", "measure")}
            initial["partner"] = activity.partner_id or ""
            initial |= {f"planned_{row.month}": row.amount for row in activity.planned.all()}
        super().__init__(data, initial=initial)
        counts = [each for each in MEASURES.values() if isinstance(each.expression, Count)]
        choose(self, "measure", [("", "None: it is counted by hand"), *((each.id, each.title) for each in counts)])
        choose(self, "partner", partners())
        self.planned_names = [f"planned_{month}" for month in months]
        for month, name in zip(months, self.planned_names, strict=True):
            self.fields[name] = forms.IntegerField(
                required=False, min_value=0, max_value=LARGEST_AMOUNT, label=f"Planned for {format_month(month)}"
            )

    @property
    def planned(self) -> dict[int, int]:
        """yyyymm → amount, of the months that were filled in."""
        found = {int(name.removeprefix("planned_")): self.cleaned_data.get(name) for name in self.planned_names}
        return {month: amount for month, amount in found.items() if amount is not None}


class CountForm(ReadableForm):
    """What was done of an activity in a month, counted by hand."""

    month = forms.CharField(max_length=7, label="Month", help_text="For example: 2022-02")
    amount = forms.IntegerField(min_value=0, max_value=LARGEST_AMOUNT, label="How many were there?")

    def clean_month(self) -> int:
        try:
            return parse_month(self.cleaned_data["month"].strip())
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class IndicatorForm(GuardedForm):
    """A measure, its target and where amber ends."""

    guarded: ClassVar = ("why",)
    measure = forms.ChoiceField(label="Which measure?")
    better = forms.ChoiceField(choices=Indicator.Better.choices, widget=forms.RadioSelect, label="Which way is better?")
    target = forms.DecimalField(
        max_digits=10, decimal_places=2, label="Target",
        help_text="In the unit of the measure: 10 for 10%. For a count, so many a month of the phase.",
    )  # fmt: skip
    amber_to = forms.DecimalField(
        max_digits=10, decimal_places=2, label="Amber up to", help_text="The worst value that is still amber, not red."
    )
    why = forms.CharField(max_length=300, required=False, label="What is it for?")
    is_withdrawn = forms.BooleanField(required=False, label="Withdrawn: no longer shown")

    def __init__(self, data: Any = None, *, indicator: Indicator | None = None) -> None:
        names = ("measure", "better", "target", "amber_to", "why", "is_withdrawn")
        super().__init__(data, initial={name: getattr(indicator, name) for name in names} if indicator else {})
        known = [(each.id, each.title) for each in MEASURES.values() if not indicator or each.id == indicator.measure]
        choose(self, "measure", known)


def _scale(label: str, words: dict[int, str]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, coerce=int, choices=[(str(number), f"{number}: {word}") for number, word in words.items()]
    )


class RiskForm(GuardedForm):
    """A risk, before and after what is done about it."""

    guarded: ClassVar = ("title", "description", "mitigation")
    title = forms.CharField(max_length=150, label="What might go wrong?")
    description = _area("How, and with what effect?", limit=1000)
    likelihood_before = _scale("How likely would it be if nothing were done?", LIKELIHOOD)
    impact_before = _scale("How bad would it be if nothing were done?", IMPACT)
    mitigation = _area("What is done about it?", limit=2000, rows=5)
    likelihood_after = _scale("How likely is it then?", LIKELIHOOD)
    impact_after = _scale("How bad is it then?", IMPACT)
    owner = forms.ChoiceField(label="Who owns it?")
    review_date = DatePartsField(label="When is it looked at next?")
    version = _version()

    def __init__(self, data: Any = None, *, risk: Risk | None = None) -> None:
        names = (
            "title", "description", "mitigation", "likelihood_before", "impact_before", "likelihood_after",
            "impact_after", "review_date", "version",
        )  # fmt: skip
        initial: dict[str, Any] = {name: getattr(risk, name) for name in names} if risk else {}
        super().__init__(data, initial=initial | ({"owner": str(risk.owner_id or "")} if risk else {}))
        choose(self, "owner", owners())


class ReviewForm(GuardedForm):
    """What a review of a risk found."""

    guarded: ClassVar = ("words",)
    words = _area("What did you find?", limit=1000)
    likelihood_after = _scale("How likely is it now?", LIKELIHOOD)
    impact_after = _scale("How bad is it now?", IMPACT)
    review_date = DatePartsField(label="When is it looked at next?", required=False)
    close = forms.BooleanField(required=False, label="Close the risk: it can no longer happen, or no longer matters")
    version = _version()

    def __init__(self, data: Any = None, *, risk: Risk) -> None:
        names = ("likelihood_after", "impact_after", "version")
        super().__init__(
            data, initial={name: getattr(risk, name) for name in names}, prefix="review", auto_id="review_%s"
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not found.get("close") and not found.get("review_date") and "review_date" not in self.errors:
            self.add_error("review_date", "Say when it is looked at next, or close it")
        return found


class IssueForm(GuardedForm):
    """What has gone wrong."""

    guarded: ClassVar = ("title", "what")
    title = forms.CharField(max_length=150, label="What has gone wrong?")
    what = _area("What do we know, and what is done?", limit=2000)
    owner = forms.ChoiceField(label="Who sees to it?")
    due_date = DatePartsField(label="By when?")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose(self, "owner", owners())


class SettleForm(GuardedForm):
    """How an issue was settled."""

    guarded: ClassVar = ("outcome",)
    outcome = _area("How was it settled?", limit=2000)

    def __init__(self, data: Any = None, *, issue: Issue) -> None:
        super().__init__(data, prefix=f"settle-{issue.pk}")


class DecisionForm(GuardedForm):
    """A line of the log of decisions."""

    guarded: ClassVar = ("what", "why")
    decided_date = DatePartsField(label="When was it decided?", initial=timezone.localdate)
    what = _area("What was decided?", limit=500, rows=2)
    why = _area("Why?", "The reasons, and what was weighed against them.", limit=2000)
    replaces = forms.ChoiceField(required=False, label="Does it replace an earlier decision?")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        still = Decision.objects.filter(replaced_by__isnull=True)
        choose(self, "replaces", [("", "No"), *((str(each.pk), each.what[:100]) for each in still)])
