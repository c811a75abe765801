"""Why something of a chat could not be done, in words that a person can act on."""

from adviceline.contacts.errors import UnableTo


class UnableToOpenChat(UnableTo): ...


class UnableToSay(UnableTo): ...


class UnableToTakeChat(UnableTo): ...


class UnableToTransferChat(UnableTo): ...


class UnableToEndChat(UnableTo): ...


class UnableToSendTranscript(UnableTo): ...


class UnableToSendFile(UnableTo): ...


class UnableToOpenFile(UnableTo): ...
