"""Why something of quality or wellbeing could not be done, in words that a person can act on."""


class UnableToSeeTo(Exception):
    """An action of this room was refused. Nothing was changed."""


class UnableToKeepDebrief(UnableToSeeTo): ...


class UnableToReview(UnableToSeeTo): ...
