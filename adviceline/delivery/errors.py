"""Why something of the delivery plan could not be done, in words that a person can act on."""


class UnableToPlan(Exception):
    """An action of this room was refused. Nothing was changed."""
