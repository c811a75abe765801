"""The questions of the public forms. Their words are content (wording/enquiry.yaml, wording/web.yaml)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from adviceline.channels.web import rules
from adviceline.channels.web.queries import day_in_words, time_in_words
from adviceline.channels.web.shown import sentence
from adviceline.channels.web.walks import walk_to_send
from adviceline.contacts.phones import NotAPhoneNumber, phone_number
from adviceline.content.current import current_content
from adviceline.content.model import NOT_ASKED
from adviceline.places.models import Establishment
from adviceline.places.queries import establishment, local_authorities, search_establishments
from adviceline.privacy.forms import shown
from adviceline.privacy.screening import GuardUnavailable, IdentifyingDetailsFound, ScreenedText, screen_text
from adviceline.ui.forms import GuardedValidationError, ReadableForm, unreadable_in
from adviceline.ui.plain_errors import EmailAddressField
from adviceline.workforce.hours import Slot

LONGEST_QUESTION, SHORTEST_QUESTION, LONGEST_SHORT_TEXT, LONGEST_NAME = 4000, 10, 200, 100
LONGEST_EMAIL, LONGEST_PHONE, LONGEST_ORGANISATION = 254, 40, 300
MOST_MATCHES = 8
SOON = "soon"


class PublicForm(ReadableForm):
    """A form whose errors are the content's, and which gives back what was typed without characters nobody can see.

    `guarded` texts go through the identifier guard and become `ScreenedText`. A stranger has no way round the guard:
    nobody could be asked about the reason afterwards. Whoever needs the words can call.
    """

    guarded: ClassVar[tuple[tuple[str, str], ...]] = ()  # (field, key of its question)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        self.had_invisible = set(unreadable_in(data))
        if data is not None:
            data = data.copy()
            for name, values in list(data.lists()):
                seen = [rules.INVISIBLE.sub("", value).replace("\r\n", "\n") for value in values]
                if any(rules.INVISIBLE.search(value) for value in values):
                    self.had_invisible.add(name)
                data.setlist(name, seen)
        super().__init__(data, **kwargs)
        self.cleaned_words = error_of("enquiry.question", "unreadable")

    def _post_clean(self) -> None:
        super()._post_clean()
        for name, key in self.guarded:
            if name in self.cleaned_data:
                self.cleaned_data[name] = self._screened(name, key, self.cleaned_data[name])
        for name in self.had_invisible & set(self.fields):
            if isinstance(self.fields[name], forms.CharField) and name not in self.errors:
                self.add_error(name, self.cleaned_words)

    def _screened(self, name: str, key: str, text: str) -> ScreenedText:
        try:
            return screen_text(text)
        except IdentifyingDetailsFound as refusal:
            seen = ", ".join(dict.fromkeys(finding.excerpt for finding in refusal.findings))
            found = [shown(finding) for finding in refusal.findings]
            self.add_error(name, GuardedValidationError(error_of(key, "identifying", seen=seen), found))
        except GuardUnavailable:
            self.add_error(name, ValidationError(sentence("web.unchecked"), code="unchecked"))
        return ScreenedText("")


def error_of(key: str, reason: str, **values: object) -> str:
    return current_content().form_question(key).error(reason, **values)


def asked(key: str, *, limit: int | None = None, **kwargs: Any) -> dict[str, Any]:
    """Label, hint and messages of a content question, for a field's constructor."""
    question = current_content().form_question(key)
    messages = {
        django: question.error(reason, limit=limit)
        for reason, django in (
            ("required", "required"), ("unknown", "invalid_choice"), ("too_long", "max_length"),
            ("too_short", "min_length"), ("invalid", "invalid"),
        )
        if reason in question.errors
    }  # fmt: skip
    lengths = {"max_length": limit} if limit else {}
    return {"label": question.label, "help_text": question.hint, "error_messages": messages, **lengths, **kwargs}


def _codes(field: str) -> list[tuple[str, str]]:
    return [choice for choice in current_content().taxonomy[field].choices() if choice[0] != NOT_ASKED]


class HeardField(forms.ChoiceField):
    """How somebody heard of the service, if they like to say."""

    def __init__(self) -> None:
        choices = list(current_content().form_question("web.heard").choices.items())
        super().__init__(choices=[("", "Choose one"), *choices], required=False, **asked("web.heard"))


class HeardForm(PublicForm):
    """The last question, beside the answers that are looked at before sending."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heard"] = HeardField()


def _campaign() -> forms.CharField:
    """The code that the link came with. One that is unknown, or is none, counts as none."""
    return forms.CharField(required=False, widget=forms.HiddenInput)


class RoleForm(PublicForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            choices=_codes("role"), widget=forms.RadioSelect, **asked("enquiry.role")
        )
        self.fields["walk"] = forms.CharField(required=False)
        self.fields["c"] = _campaign()

    def clean_walk(self) -> str:
        """The answers on the map that are to be sent as well; none when they cannot be read."""
        query = str(self.cleaned_data["walk"])
        return query if walk_to_send(query) else ""


class SettingForm(PublicForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["setting"] = forms.ChoiceField(
            choices=_codes("setting"), widget=forms.RadioSelect, **asked("enquiry.setting")
        )


class OrganisationForm(PublicForm):
    """`organisation` is what was typed, `establishment` the URN that was chosen. What was typed is not kept.

    `matches` are the establishments to choose from, when the choice is still open.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matches: list[Establishment] = []
        self.fields["organisation"] = forms.CharField(
            required=False, **asked("enquiry.organisation", limit=LONGEST_ORGANISATION)
        )
        self.fields["establishment"] = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        chosen, typed = self.cleaned_data.get("establishment", ""), self.cleaned_data.get("organisation", "").strip()
        if chosen == rules.NOT_LISTED:
            return self.cleaned_data
        if chosen and (found := _establishment(chosen)) and (not typed or self._still_means(found, typed)):
            self.cleaned_data["establishment"] = str(found.urn)
            return self.cleaned_data
        if "organisation" in self.errors:
            return self.cleaned_data
        self.matches = search_establishments(typed, limit=MOST_MATCHES) if typed else []
        if len(self.matches) == 1 and typed in {str(self.matches[0].urn), self.matches[0].name}:
            self.cleaned_data["establishment"] = str(self.matches[0].urn)
        else:
            reason = "unknown" if self.matches else "none_found" if typed else "required"
            self.add_error("organisation", error_of("enquiry.organisation", reason))
        return self.cleaned_data

    @staticmethod
    def _still_means(found: Establishment, typed: str) -> bool:
        """Whether the text beside a chosen establishment was not changed into a search for another."""
        return typed in label_of(found) or found.urn in {each.urn for each in search_establishments(typed)}


def _establishment(urn: str) -> Establishment | None:
    return establishment(int(urn)) if urn.isascii() and urn.isdecimal() and len(urn) <= 7 else None


def label_of(found: Establishment) -> str:
    """As the type-ahead writes it."""
    return f"{', '.join(filter(None, [found.name, found.place]))} ({found.urn})"


class AreaForm(PublicForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = current_content().form_question("enquiry.local_authority").choices
        councils = [(each.la_code, each.name) for each in local_authorities()]
        self.fields["area"] = forms.ChoiceField(
            choices=[("", "Choose one"), *others.items(), *councils], **asked("enquiry.local_authority")
        )


class QuestionForm(PublicForm):
    guarded = (("question", "enquiry.question"),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"] = forms.CharField(
            widget=forms.Textarea(attrs={"maxlength": None}), min_length=SHORTEST_QUESTION,
            **asked("enquiry.question", limit=LONGEST_QUESTION),
        )  # fmt: skip


class _CallForm(PublicForm):
    """Number, time and care for a call, shared by the enquiry form and the call-back page."""

    def add_phone(self) -> None:
        self.fields["phone"] = forms.CharField(**asked("enquiry.phone", limit=LONGEST_PHONE))
        self.fields["phone"].error_messages["max_length"] = error_of("enquiry.phone", "invalid")

    def add_call(self, slots: list[Slot]) -> None:
        question = current_content().form_question("web.call_when")
        times = [(slot.starts_at.isoformat(), slot_in_words(slot)) for slot in slots]
        self.fields["call_when"] = forms.ChoiceField(
            choices=[(SOON, question.choices["soon"]), *times], **asked("web.call_when")
        )
        self.fields["safe_to_call"] = forms.CharField(
            required=False, **asked("enquiry.safe_to_call", limit=LONGEST_SHORT_TEXT)
        )

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("phone"):
            _number(self)
        _slot(self)
        return self.cleaned_data


def slot_in_words(slot: Slot) -> str:
    """'Thursday 3 February, 2:30pm to 3pm'."""
    return f"{day_in_words(slot.starts_at)}, {time_in_words(slot.starts_at)} to {time_in_words(slot.ends_at)}"


def _number(form: forms.Form) -> None:
    """Put the number in its one form, an extension apart."""
    try:
        form.cleaned_data["phone"], form.cleaned_data["extension"] = phone_number(form.cleaned_data["phone"])
    except NotAPhoneNumber:
        form.add_error("phone", error_of("enquiry.phone", "invalid"))


def _slot(form: forms.Form) -> None:
    """A time that is no longer offered was there when the page was made: say that it has gone."""
    typed = form.data.get("call_when", "")
    if "call_when" in form.errors and _instant(typed) is not None:
        del form.errors["call_when"]
        form.add_error("call_when", error_of("web.call_when", "full"))
    form.cleaned_data["slot_start_at"] = _instant(form.cleaned_data.get("call_when", ""))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


class ReplyForm(PublicForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question = current_content().form_question("enquiry.reply_method")
        self.fields["reply"] = forms.ChoiceField(
            choices=list(question.choices.items()), widget=forms.RadioSelect, **asked("enquiry.reply_method")
        )


class EmailDetailsForm(PublicForm):
    """How to reach somebody who would like an e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailAddressField(**asked("enquiry.email", limit=LONGEST_EMAIL))
        self.fields["name"] = forms.CharField(required=False, **asked("enquiry.name", limit=LONGEST_NAME))
        self.fields["consent"] = _consent()


class PhoneDetailsForm(_CallForm):
    """How and when to reach somebody who would like a call."""

    guarded = (("safe_to_call", "enquiry.safe_to_call"),)

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_phone()
        self.add_call(slots)
        self.fields["name"] = forms.CharField(required=False, **asked("enquiry.name", limit=LONGEST_NAME))
        self.fields["consent"] = _consent()


def _consent() -> forms.BooleanField:
    question = current_content().form_question("enquiry.consent_follow_up")
    return forms.BooleanField(required=False, label=question.choices["yes"], help_text=question.hint)


class CallBackForm(_CallForm):
    guarded = (("safe_to_call", "enquiry.safe_to_call"), ("question", "web.callback_question"))

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(choices=[("", "Choose one"), *_codes("role")], **asked("enquiry.role"))
        self.fields["name"] = forms.CharField(required=False, **asked("enquiry.name", limit=LONGEST_NAME))
        self.add_phone()
        self.fields["ask_for"] = forms.CharField(required=False, **asked("web.ask_for", limit=LONGEST_NAME))
        self.add_call(slots)
        self.fields["email"] = EmailAddressField(required=False, **asked("web.callback_email", limit=LONGEST_EMAIL))
        self.fields["question"] = forms.CharField(
            required=False, widget=forms.Textarea(attrs={"maxlength": None}),
            **asked("web.callback_question", limit=LONGEST_QUESTION),
        )  # fmt: skip
        self.fields["consent"] = _consent()
        self.fields["heard"] = HeardField()
        self.fields["c"] = _campaign()


class CallAboutForm(_CallForm):
    """A call about an enquiry that is with us already: whoever has the link of our e-mail wrote to us before."""

    guarded = (("safe_to_call", "enquiry.safe_to_call"),)

    def __init__(self, *args: Any, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_phone()
        self.fields["ask_for"] = forms.CharField(required=False, **asked("web.ask_for", limit=LONGEST_NAME))
        self.add_call(slots)
