"""What a service's content is made of, once validated. Everything is frozen: content changes by loading it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any

from adviceline.content.feedback import FeedbackQuestions
from adviceline.content.phone import Spoken
from adviceline.content.safe_yaml import Document
from adviceline.content.texts import FormQuestion, Text

NOT_ASKED = "not_asked"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Code:
    """One choice of a field. `definition` is shown beside it. A retired code stays readable, and is not offered."""

    code: str
    label: str
    definition: str
    retired: bool = False
    group: str | None = None


@dataclass(frozen=True, slots=True)
class OutcomeCode(Code):
    """`chosen_by` are staff roles; `next_step` is one of none, follow_up, safeguarding_report, later_check;
    `excludes` are the outcomes that it cannot stand with."""

    chosen_by: tuple[str, ...] = ()
    ends_enquiry: bool = False
    next_step: str = "none"
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactOutcomeCode(Code):
    """`answered`: an adviser was reached. `billable`: counts towards the charge per contact."""

    channels: tuple[str, ...] = ()
    answered: bool = False
    billable: bool = False


@dataclass(frozen=True, slots=True)
class CodedField:
    """A field with a fixed set of codes. `several`: more than one may be chosen. Iterates over its codes in order."""

    id: str
    title: str
    question: str
    several: bool
    codes: Mapping[str, Code]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def label(self, code: str) -> str:
        """The label, or the code itself when it is not known: an old record may hold a code that is gone."""
        return self.codes[code].label if code in self.codes else code

    def choices(self, keep: str | None = None) -> list[tuple[str, str]]:
        """(code, label) for a form, without retired codes, save the one that a record already holds (`keep`)."""
        return [(code.code, code.label) for code in self if not code.retired or code.code == keep]

    def offered(self) -> tuple[Code, ...]:
        return tuple(code for code in self if not code.retired)


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Every coded field by id: `taxonomy["role"]["dsl"].label`."""

    fields: Mapping[str, CodedField]

    def __getitem__(self, field_id: str) -> CodedField:
        return self.fields[field_id]

    def __iter__(self) -> Iterator[CodedField]:
        return iter(self.fields.values())

    def __contains__(self, field_id: object) -> bool:
        return field_id in self.fields

    def outcome(self, code: str) -> OutcomeCode:
        found = self.fields["outcome"][code]
        assert isinstance(found, OutcomeCode)
        return found

    def contact_outcome(self, code: str) -> ContactOutcomeCode:
        found = self.fields["contact_outcome"][code]
        assert isinstance(found, ContactOutcomeCode)
        return found


@dataclass(frozen=True, slots=True)
class Phone:
    display: str
    link: str

    def __str__(self) -> str:
        return self.display


@dataclass(frozen=True, slots=True)
class Opening:
    """Local (Europe/London) opening times. `days`: 0 is Monday. `bank_holidays` is 'closed', 'open' or '10:00-16:00'.

    `closures` gives each date's reason, as in 'Closed for staff training'. The service runs from `first_date` to
    `last_date`, both included; None sets no limit.
    """

    timezone: str
    days: tuple[int, ...]
    opens: time
    closes: time
    bank_holidays: str
    bank_holiday_division: str
    words: str
    closures: Mapping[date, str] = field(default_factory=dict)
    special_days: Mapping[date, tuple[time, time]] = field(default_factory=dict)
    first_date: date | None = None
    last_date: date | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    number: str
    strip: str
    advice: str
    police_number: str


@dataclass(frozen=True, slots=True)
class YoungPeopleExit:
    name: str
    what: str
    url: str
    phone: Phone | None


@dataclass(frozen=True, slots=True)
class PartnerBody:
    code: str
    name: str
    lead: bool
    email: str


@dataclass(frozen=True, slots=True)
class Service:
    """Who the service is and how it is reached."""

    name: str
    short_name: str
    strapline: str
    reference_prefix: str
    phone: Phone
    email: str
    opening: Opening
    emergency: Emergency
    young_people: tuple[YoungPeopleExit, ...]
    partners: tuple[PartnerBody, ...]

    @property
    def lead(self) -> PartnerBody:
        return next(partner for partner in self.partners if partner.lead)


@dataclass(frozen=True, slots=True)
class ScaleQuestion:
    """A question answered on a whole-number scale, with a free-text prompt."""

    id: str
    asks_about: str
    question: str
    question_after: str
    question_before_in_hindsight: str
    hint: str
    minimum: int
    maximum: int
    minimum_label: str
    maximum_label: str
    prompt: str
    prompt_hint: str


@dataclass(frozen=True, slots=True)
class ChoiceQuestion:
    id: str
    question: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Confidence:
    """The confidence questions. `asked_at` maps start, close, later to the words that introduce them."""

    version: str
    items: Mapping[str, ScaleQuestion]
    introductions: Mapping[str, str]
    later: tuple[ChoiceQuestion, ...]
    later_after_days: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Resource:
    """A directory entry as content gives it. `regions` holds region codes; ('national',) for all of England.
    `local_authorities` holds three-figure codes; empty where it is for every authority of its regions."""

    id: str
    title: str
    publisher: str
    url: str
    kind: str
    audiences: tuple[str, ...]
    phases: tuple[str, ...]
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    when_to_use: str
    when_not_to_use: str
    address_checked: str
    phone: str
    hours: str
    cost: str
    local_authorities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceContent:
    """A service's whole content. `hash` is the SHA-256 of its canonical JSON, whatever the layout of the files.

    `spoken` is what the telephone says.
    `advice` holds the maps of advice as read, by id; `adviceline.advice.loading` makes an AdviceMap of each.
    """

    folder: Path
    hash: str
    service: Service
    taxonomy: Taxonomy
    confidence: Confidence
    feedback: FeedbackQuestions
    texts: Mapping[str, Text]
    form_questions: Mapping[str, FormQuestion]
    resources: Mapping[str, Resource]
    spoken: Spoken
    advice: Mapping[str, Document] = field(repr=False)
    data: Mapping[str, Any] = field(repr=False)

    def text(self, key: str) -> Text:
        """The text under `key` (file name, dot, name), for instance 'emails.acknowledgement'. Raises KeyError."""
        return self.texts[key]

    def form_question(self, key: str) -> FormQuestion:
        """The form question under `key`, for instance 'enquiry.role'. Raises KeyError."""
        return self.form_questions[key]
