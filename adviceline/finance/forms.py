"""The forms of money. Every text passes the guard before it is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from adviceline.finance.rules.money import NotMoney, money_from
from adviceline.finance.tariff import cost_lines, partners
from adviceline.measures.calendar import parse_month
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField, ReadableForm


class AmountField(forms.CharField):
    """An amount as people write it, to the penny."""

    def __init__(self, *, below_nought: bool = False, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.below_nought = below_nought

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return Decimal("0.00")
        try:
            amount = money_from(text)
        except NotMoney as error:
            raise ValidationError(str(error), code="invalid") from error
        if amount < 0 and not self.below_nought:
            raise ValidationError("Write an amount that is not below nought.", code="invalid")
        return amount


class MonthField(forms.CharField):
    """`2022-02`, as yyyymm."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=7, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            month = parse_month(text.strip())
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error
        if not 200001 <= month <= 209912:
            raise ValidationError("Write a month from 2000-01 to 2099-12.", code="invalid")
        return month


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = [("", "---------"), *choices]  # type: ignore[attr-defined]  # a field of choices


class SpendingForm(GuardedForm):
    guarded: ClassVar = ("supplier", "reference", "description")

    on_date = DatePartsField(label="Date of the bill or payment", help_text="For example, 31 1 2022")
    cost_line = forms.ChoiceField(label="Cost line")
    partner = forms.ChoiceField(label="Partner")
    net = AmountField(label="Net", below_nought=True, help_text="Without VAT. A refund is below nought, like -12.50.")
    vat = AmountField(label="VAT", below_nought=True, required=False)
    vat_reclaimed = forms.BooleanField(
        label="This VAT is reclaimed", help_text="Then it is no cost of the service.", required=False
    )
    supplier = forms.CharField(
        label="Supplier", max_length=120, required=False, help_text="A business, not a person’s name."
    )
    reference = forms.CharField(
        label="Reference", max_length=60, required=False, help_text="Such as the invoice’s number."
    )
    description = forms.CharField(label="What was it for?", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["cost_line"], [(line.id, line.label) for line in cost_lines().values()])
        _choose(self.fields["partner"], list(partners().items()))


class WhyForm(GuardedForm):
    """Why something is sent back or reversed."""

    guarded: ClassVar = ("reason",)

    reason = forms.CharField(label="Why", max_length=300, widget=forms.Textarea)


class DisputeForm(GuardedForm):
    guarded: ClassVar = ("reason",)

    line = forms.ChoiceField(label="Which line?", required=False)
    amount = AmountField(label="How much is disputed?")
    reason = forms.CharField(label="What does the Authority not agree with?", max_length=600, widget=forms.Textarea)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = [("all", "The claim as a whole"), *lines]  # type: ignore[attr-defined]  # of choices


class AuthorityDisputeForm(DisputeForm):
    """The same, as the Authority itself meets it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].label = "Which line do you not agree with?"
        self.fields["amount"].label = "How much of it?"
        self.fields["reason"].label = "What do you not agree with?"
        self.fields[
            "reason"
        ].help_text = "Name no person. To speak of a single contact, use its number in the evidence list."


class SettleForm(GuardedForm):
    guarded: ClassVar = ("answer",)

    step = forms.ChoiceField(
        label="What comes of it?", widget=forms.RadioSelect,
        choices=[("uphold", "Upheld"), ("reject", "Rejected"), ("withdraw", "Withdrawn by the Authority")],
    )  # fmt: skip
    upheld = AmountField(label="How much is upheld?", required=False, help_text="The next claim takes it off.")
    answer = forms.CharField(label="Why?", max_length=600, widget=forms.Textarea)


class PaymentForm(GuardedForm):
    guarded: ClassVar = ("reference",)

    on_date = DatePartsField(label="When did it come?", help_text="For example, 28 2 2022")
    amount = AmountField(label="Amount", below_nought=True, help_text="Below nought when it was paid back.")
    reference = forms.CharField(label="Reference of the remittance", max_length=60, required=False)


class ReceiptForm(ReadableForm):
    file = forms.FileField(
        label="Receipt",
        help_text="A picture, a PDF, an office document or a text, up to 5 MB. It opens once it is scanned.",
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)


class ImportForm(ReadableForm):
    file = forms.FileField(
        label="CSV file", help_text="As your accounting software exports it, up to 2 MB. Nothing is taken over yet."
    )


class BudgetForm(GuardedForm):
    guarded: ClassVar = ("reason",)

    cost_line = forms.ChoiceField(label="Cost line")
    partner = forms.ChoiceField(label="Partner")
    month = MonthField(label="Month", help_text="Such as 2022-02")
    amount = AmountField(label="Budget for that month")
    reason = forms.CharField(label="Why?", max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["cost_line"], [(line.id, line.label) for line in cost_lines().values()])
        _choose(self.fields["partner"], list(partners().items()))


class ExpectedForm(GuardedForm):
    guarded: ClassVar = ("reason",)

    cost_line = forms.ChoiceField(label="Cost line")
    month = MonthField(label="Month", help_text="Such as 2022-03")
    amount = AmountField(label="What will it come to?")
    reason = forms.CharField(label="Why?", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["cost_line"], [(line.id, line.label) for line in cost_lines().values()])


class ReasonForm(GuardedForm):
    guarded: ClassVar = ("text",)

    cost_line = forms.ChoiceField(label="Cost line")
    text = forms.CharField(label="Why does its spending differ?", max_length=600, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["cost_line"], [(line.id, line.label) for line in cost_lines().values()])
