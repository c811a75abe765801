"""Why something could not be done, in words that a person can act on."""


class UnableTo(Exception):
    """An action of the core was refused. The message is for the person; nothing was changed."""


class UnableToRecordContact(UnableTo): ...


class UnableToClaimEnquiry(UnableTo): ...


class UnableToChangeEnquiry(UnableTo): ...


class ChangedMeanwhile(UnableToChangeEnquiry):
    """Somebody changed the enquiry after this person's page was made. What they typed must be kept and shown."""


class UnableToCloseEnquiry(UnableTo):
    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


class UnableToMergeEnquiries(UnableTo): ...


class UnableToSplitEnquiry(UnableTo): ...


class UnableToMoveContact(UnableTo): ...


class UnableToErase(UnableTo): ...
