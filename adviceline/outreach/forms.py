"""The forms of the communications plan."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from adviceline.accounts.roles import Permission
from adviceline.advice.queries import people_who_may
from adviceline.outreach.models import Campaign, CampaignActivity
from adviceline.outreach.queries.campaigns import channels
from adviceline.places.area_data import regions
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField

LARGEST_REACH = 100_000_000


def _owners() -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in people_who_may(Permission.PLAN_COMMUNICATIONS)]


def _area(label: str, hint: str = "", *, limit: int, rows: int) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}))


class CampaignForm(GuardedForm):
    """What is said to whom."""

    guarded: ClassVar = ("title", "audience", "message", "wording")
    title = forms.CharField(max_length=120, label="Name of the campaign")
    code = forms.CharField(
        max_length=20,
        label="Code for its links",
        help_text="3 to 20 capital letters, numbers and hyphens, like DSL-SPRING.",
    )
    audience = forms.CharField(max_length=200, label="Whom is it for?")
    message = _area("What should they take from it?", "In a sentence.", limit=300, rows=2)
    wording = _area(
        "The words that are published", "As they will stand in the e-mail, the post or the leaflet.", limit=6000, rows=8
    )
    starts_date = DatePartsField(label="Starts")
    ends_date = DatePartsField(label="Ends")
    owner = forms.ChoiceField(label="Who sees to it?")
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000, required=False, initial=0
    )

    def __init__(self, data: Any = None, *, campaign: Campaign | None = None) -> None:
        names = ("title", "code", "audience", "message", "wording", "starts_date", "ends_date", "version")
        held: dict[str, Any] = {name: getattr(campaign, name) for name in names} if campaign else {}
        super().__init__(data, initial=held | ({"owner": str(campaign.owner_id)} if campaign else {}))
        self.fields["owner"].choices = _owners()  # type: ignore[attr-defined]  # a field of choices
        if campaign:
            del self.fields["code"]

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


class CampaignActivityForm(GuardedForm):
    """Something that is done in a campaign."""

    guarded: ClassVar = ("title",)
    title = forms.CharField(max_length=150, label="What is done?")
    channel = forms.ChoiceField(label="How does it reach people?")
    region = forms.ChoiceField(label="Where?", required=False)
    starts_date = DatePartsField(label="From")
    ends_date = DatePartsField(label="To")
    owner = forms.ChoiceField(label="Who does it?")
    cost = forms.DecimalField(label="Cost", min_value=0, max_digits=10, decimal_places=2)
    reach_planned = forms.IntegerField(label="How many people should it reach?", min_value=0, max_value=LARGEST_REACH)
    reach_done = forms.IntegerField(
        label="How many did it reach?", min_value=0, max_value=LARGEST_REACH, required=False,
        help_text="A count, such as e-mails sent. Leave it empty until it is known.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, activity: CampaignActivity | None = None) -> None:
        names = ("title", "channel", "region", "starts_date", "ends_date", "cost", "reach_planned", "reach_done")
        held: dict[str, Any] = {name: getattr(activity, name) for name in names} if activity else {}
        super().__init__(
            data, initial=held | ({"owner": str(activity.owner_id)} if activity else {}), auto_id="activity_%s"
        )
        self.fields["owner"].choices = _owners()  # type: ignore[attr-defined]  # a field of choices
        self.fields["channel"].choices = list(channels().items())  # type: ignore[attr-defined]  # a field of choices
        self.fields["region"].choices = [("", "All of England"), *((each.code, each.name) for each in regions())]  # type: ignore[attr-defined]  # a field of choices
