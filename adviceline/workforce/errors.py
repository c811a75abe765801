"""Why something of the rota could not be done, in words that a person can act on."""


class UnableToStaff(Exception):
    """An action of the workforce was refused. Nothing was changed."""


class UnableToKeepRecord(UnableToStaff): ...


class UnableToRoster(UnableToStaff): ...


class UnableToKeepLeave(UnableToStaff): ...


class UnableToSwap(UnableToStaff): ...


class UnableToSetState(UnableToStaff): ...
