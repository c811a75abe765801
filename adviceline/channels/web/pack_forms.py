"""What the reader of a pack is asked: whether each resource helped, whether all did, and why."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from adviceline.channels.web.forms import PublicForm, asked, error_of
from adviceline.content.current import current_content
from adviceline.signposting.models import Pack
from adviceline.signposting.queries import Shown

LONGEST_WORDS = 1000


class HelpedForm(PublicForm):
    """A field for each entry by its place (`entry_0`), `whole`, and `words`. Everything may be left empty."""

    guarded: ClassVar = (("words", "packs.words"),)

    def __init__(self, data: Any = None, *, pack: Pack, shown: list[Shown]) -> None:
        initial: dict[str, Any] = {"whole": pack.helped, "words": pack.words}
        super().__init__(data, initial=initial | {f"entry_{each.held.place}": each.held.helped for each in shown})
        self._changes_earlier = pack.answered_at is not None
        self._places = {f"entry_{each.held.place}": each.held.resource for each in shown}
        for each in shown:
            self.fields[f"entry_{each.held.place}"] = _choice("packs.entry", label=each.title)
        self.fields["whole"] = _choice("packs.whole")
        words = asked("packs.words", limit=LONGEST_WORDS, required=False, widget=forms.Textarea)
        self.fields["words"] = forms.CharField(**words)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and not self.errors and not self._changes_earlier:
            self.add_error(None, error_of("packs.words", "nothing"))
        return cleaned

    @property
    def names(self) -> list[str]:
        """The fields of the entries, in their order."""
        return list(self._places)

    def entries(self) -> dict[str, str]:
        """What was said of each entry, by its id."""
        return {resource: self.cleaned_data[name] for name, resource in self._places.items()}


def _choice(key: str, **changes: Any) -> forms.ChoiceField:
    choices = list(current_content().form_question("packs.entry").choices.items())
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, required=False, **asked(key) | changes)
