"""Why something of the communications plan could not be done, in words that a person can act on."""


class UnableToCampaign(Exception):
    """An action of this room was refused. Nothing was changed."""
