"""Why something could not be done with a message, in words that a person can act on."""

from __future__ import annotations

from adviceline.contacts.errors import UnableTo


class UnableToRedact(UnableTo): ...


class UnableToOpenAttachment(UnableTo): ...


class UnableToReadOriginal(UnableTo): ...


class UnableToMoveMessage(UnableTo): ...


class UnableToKeepDraft(UnableTo): ...


class UnableToTakeOn(UnableTo): ...
