"""Why something could not be done with money, in words for a person."""


class UnableToClaim(Exception):
    """The step of the claim cannot be taken."""


class UnableToRecordMoney(Exception):
    """The entry, receipt, budget or payment cannot be recorded."""


class UnableToImport(Exception):
    """The file cannot be read or taken over."""
