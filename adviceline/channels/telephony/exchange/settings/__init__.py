"""The one file from which everything of the exchange is made: read, checked, with every fault told in plain words."""

from adviceline.channels.telephony.exchange.settings.reading import UnusableExchange, read_settings, settings_of
from adviceline.channels.telephony.exchange.settings.values import NUMBER_CLASSES, Adviser, Exchange, may_be_called_back

__all__ = [
    "NUMBER_CLASSES",
    "Adviser",
    "Exchange",
    "UnusableExchange",
    "may_be_called_back",
    "read_settings",
    "settings_of",
]
