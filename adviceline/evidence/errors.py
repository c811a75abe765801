"""Why something could not be done with evidence, in words that a person can act on."""

from __future__ import annotations


class UnableToMoveItem(Exception):
    """The step cannot be taken with an item; the words say why and what to do."""


class UnableToMoveNote(Exception):
    """The step cannot be taken with a note; the words say why and what to do."""


class UnableToListCandidate(Exception):
    """An example cannot be put on, or taken off, the list of candidates for wider piloting."""


def refuse_item(words: str) -> None:
    """Raise with the words of a rule, if it gave any."""
    if words:
        raise UnableToMoveItem(words)
