"""Why something of feedback could not be done, in words that a person can act on."""

from adviceline.contacts.errors import UnableTo


class UnableToAsk(UnableTo): ...


class UnableToTakeAnswers(UnableTo): ...


class UnableToOpenCase(UnableTo): ...


class UnableToMoveCase(UnableTo): ...


class UnableToMoveImprovement(UnableTo): ...
