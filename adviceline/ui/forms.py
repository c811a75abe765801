"""Form fields that Django does not have: a date in three boxes, 0 to 10, a refusal that shows what it found."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.dates import MONTHS

from adviceline.ui.plain_errors import LOST, say_it_plainly

#: Controls that no keyboard types (tab and new line stay), lone surrogates, and marks that turn the reading order of a
#: line round, which would show a reader something other than what is stored.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
CLEANED = "Hidden characters were taken out of this. Check it and send it again."


class ReadableData(QueryDict):
    """What a form sent, without the characters that nobody can see. `unreadable` names the fields that had some."""

    unreadable: frozenset[str] = frozenset()

    def __deepcopy__(self, memo: MutableMapping[int, Any]) -> Self:
        made = super().__deepcopy__(memo)
        made.unreadable = self.unreadable
        return made


def readable(sent: QueryDict) -> ReadableData:
    """The same fields and values, cleaned."""
    made = ReadableData(mutable=True, encoding=sent.encoding)
    found = set()
    for name, values in sent.lists():
        made.setlist(name, [UNREADABLE.sub("", value) for value in values])
        if any(UNREADABLE.search(value) for value in values):
            found.add(name)
    made.unreadable = frozenset(found)
    made._mutable = False
    return made


def unreadable_in(data: Any) -> frozenset[str]:
    """The names of the fields whose values came with hidden characters, which `data` no longer has."""
    return data.unreadable if isinstance(data, ReadableData) else frozenset()


class ReadableForm(forms.Form):
    """A form that comes back, with what was typed, when hidden characters had to be taken out of it.

    They often come with text pasted from elsewhere. The person sees what is left before anything is kept.
    It says what is wrong in the words of `plain_errors`: every form of ours is one of these."""

    cleaned_words = CLEANED

    def full_clean(self) -> None:
        """What is wrong is said in our words, whatever fields were added since the form was made."""
        say_it_plainly(self)
        super().full_clean()

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, which its stubs leave out
        hidden = unreadable_in(self.data)
        for name, field in self.fields.items():
            whole = self.add_prefix(name)
            parts = [whole + part for part in getattr(field.widget, "widgets_names", [])]
            if name not in self.errors and hidden & {whole, *parts}:
                self.add_error(name, self.cleaned_words)


class WholeForm(ReadableForm):
    """A form over what is stored already. One that was cut off on its way is refused, not read as emptied.

    A browser sends every box and list, empty or not, so one that did not come was lost. Check boxes and radio buttons
    are sent only when chosen; the fields `asked_later` only when the page shows them.
    """

    asked_later: frozenset[str] = frozenset()

    def _post_clean(self) -> None:
        super()._post_clean()
        if any(self._was_lost(name) for name in self.fields) and LOST not in self.non_field_errors():
            self.add_error(None, LOST)

    def _was_lost(self, name: str) -> bool:
        field = self.fields[name]
        widget = field.widget
        if name in self.asked_later or field.disabled or isinstance(widget, forms.HiddenInput | forms.RadioSelect):
            return False
        return widget.value_omitted_from_data(self.data, self.files, self.add_prefix(name))


class VersionedForm(WholeForm):
    """Carries the version of the record that the person's page showed: without it, no change can be told from a
    colleague's, so nothing is saved."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class DatePartsWidget(forms.MultiWidget):
    """Day, month and year in three boxes named ``<name>-day``, ``<name>-month`` and ``<name>-year``."""

    parts = ("day", "month", "year")

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in self.parts}, attrs)
        self.widgets_names = [f"-{part}" for part in self.parts]

    def decompress(self, value: dt.date | None) -> list[str | None]:
        return [str(value.day), str(value.month), str(value.year)] if value else [None, None, None]


_MONTH_NUMBERS = {str(name).lower(): number for number, name in MONTHS.items()}
_MONTH_NUMBERS |= {name[:3]: number for name, number in _MONTH_NUMBERS.items()}


class DatePartsField(forms.MultiValueField):
    """A date in three boxes; a month may be a number or a word. Errors say which part is wrong."""

    widget = DatePartsWidget

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("require_all_fields", False)
        parts = [forms.CharField(required=False, max_length=12) for _ in DatePartsWidget.parts]
        super().__init__(parts, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        day, month, year = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not (day or month or year):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        missing = [name for name, part in zip(DatePartsWidget.parts, (day, month, year), strict=True) if not part]
        if missing:
            raise ValidationError(f"The date must include a {' and a '.join(missing)}", code="incomplete")
        number = _MONTH_NUMBERS.get(month.lower(), month)
        try:
            if len(year) != 4:
                raise ValidationError("The year must have four numbers, like 2022", code="invalid")
            made = dt.date(int(year), int(number), int(day))
        except (ValueError, OverflowError):
            raise ValidationError("Enter a real date, like 3 2 2022", code="invalid") from None
        self.validate(made)
        self.run_validators(made)
        return made

    def compress(self, data_list: list[Any]) -> Any:
        return data_list


def local_instant(day: dt.date, time: dt.time, zone: dt.tzinfo) -> dt.datetime | None:
    """The instant at which clocks in the zone showed that; None where they went forward and never did.

    In the hour that clocks show twice, the first time round is meant: summer time, since a call is logged by the clock
    that hung on the wall when it began."""
    made = dt.datetime.combine(day, time, tzinfo=zone)
    there_and_back = made.astimezone(dt.UTC).astimezone(zone)
    return made if there_and_back.replace(tzinfo=None) == made.replace(tzinfo=None) else None


_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]?([0-9]{2})(?::([0-5][0-9]))?)?(am|pm)?")
_TIMES_BY_NAME = {
    name: time
    for names, time in (
        (("noon", "midday", "12noon", "12midday"), dt.time(12)),
        (("midnight", "12midnight"), dt.time(0)),
    )
    for name in names
}


class TimeOfDayField(forms.Field):
    """A time of day as people write it: 2.15pm, 2:15 pm, 14.15, 1415, 9am, noon. An hour alone needs its am or pm."""

    default_error_messages = {"invalid": "Write the time like 2:15pm or 14:15."}

    def to_python(self, value: Any) -> Any:
        text = value.strftime("%H:%M") if isinstance(value, dt.time) else str(value or "").strip()
        if not text:
            return None
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text[:40])).lower()
        plain = plain.replace("a.m", "am").replace("p.m", "pm").removesuffix(".")
        if plain in _TIMES_BY_NAME:
            return _TIMES_BY_NAME[plain]
        found = _TIME.fullmatch(plain)
        if found is None or not (found[2] or found[4]):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, half = int(found[1]), found[4]
        if half and not 1 <= hour <= 12:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return dt.time(hour % 12 + (12 if half == "pm" else 0) if half else hour, int(found[2] or 0))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, dt.time) else value


class ScaleWidget(forms.RadioSelect):
    """0 to 10 in one row, two on a narrow screen."""


class ScaleField(forms.TypedChoiceField):
    """A confidence from 0 to 10. ``low`` and ``high`` are the words at the ends of the scale."""

    widget = ScaleWidget

    def __init__(self, *, low: str = "Not at all confident", high: str = "Completely confident", **kwargs: Any) -> None:
        kwargs.setdefault("choices", [(str(point), str(point)) for point in range(11)])
        kwargs.setdefault("coerce", int)
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)
        self.low, self.high = low, high


@dataclass(frozen=True)
class Finding:
    """Something in a text that could identify a child: the guard's own finding in what a page needs of it."""

    start: int
    end: int
    text: str
    reason: str
    rewording: str = ""


class GuardedValidationError(ValidationError):
    """A refusal that carries its findings, so that the page can show each with its reason and rewording."""

    def __init__(self, message: str, findings: Iterable[Finding], code: str = "identifying") -> None:
        super().__init__(message, code=code)
        self.findings = tuple(findings)
