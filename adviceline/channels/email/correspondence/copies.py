"""The same words wherever else they stand on an enquiry: blanked in what came before, and remembered for what comes after."""

from __future__ import annotations

from collections.abc import Iterable

from adviceline.channels.email.correspondence import blanking
from adviceline.channels.email.correspondence.blanking import Choices
from adviceline.channels.email.correspondence.fingerprints import Fingerprint
from adviceline.channels.email.correspondence.models import BlankedWords, Reading
from adviceline.contacts.models import Enquiry, Note

FROM_OUTSIDE = (Note.Kind.QUESTION, Note.Kind.MESSAGE_IN)


def remember(enquiry: Enquiry, found: Iterable[Fingerprint]) -> int:
    """Answers how many were not known of this enquiry before."""
    had = set(BlankedWords.objects.filter(enquiry=enquiry).values_list("count", "index"))
    new = {(count, index): shown for count, index, shown in found if (count, index) not in had}
    BlankedWords.objects.bulk_create(
        [BlankedWords(enquiry=enquiry, count=count, index=index, shown=shown) for (count, index), shown in new.items()],
        ignore_conflicts=True,
    )
    return len(new)


def forget(enquiry: Enquiry, found: Iterable[Fingerprint]) -> None:
    """What somebody left in stands for nobody."""
    for count, index, _ in found:
        BlankedWords.objects.filter(enquiry=enquiry, count=count, index=index).delete()


def carry(enquiry: Enquiry, into: Enquiry) -> None:
    """What moves from one enquiry to another is blanked there as it was."""
    remember(into, BlankedWords.objects.filter(enquiry=enquiry).order_by("pk").values_list("count", "index", "shown"))


def blank_everywhere(enquiry: Enquiry, choices: Choices, *, but: Note | None = None) -> None:
    """In every text that came from outside, in what messages quote and hold; and of words that people took out, in what
    we wrote. `but` is a text that a person has just looked through."""
    for reading in Reading.objects.filter(message__contact__enquiry=enquiry):
        quoted = _blanked(reading.quoted, choices)
        inside = [each | {"text": _blanked(each["text"], choices)} for each in reading.inside]
        if (quoted, inside) != (reading.quoted, reading.inside):
            reading.quoted, reading.inside = quoted, inside
            reading.save(update_fields=["quoted", "inside"])
    for note in enquiry.notes.filter(kind__in=[*FROM_OUTSIDE, Note.Kind.MESSAGE_OUT]).exclude(pk=but.pk if but else 0):
        body = _blanked(note.body, choices if note.kind in FROM_OUTSIDE else Choices(out=choices.out))
        if body != note.body:
            Note.objects.filter(pk=note.pk, body=note.body).update(body=body, was_redacted=True)


def _blanked(text: str, choices: Choices) -> str:
    return blanking.without(text, blanking.known_places(text, choices))
