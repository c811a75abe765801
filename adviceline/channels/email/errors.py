"""Why something could not be done, in words that a person can act on."""

from adviceline.contacts.errors import UnableTo


class UnableToSendReply(UnableTo): ...
