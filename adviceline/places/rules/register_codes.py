"""What the codes of the Department for Education's register mean to this service (see the taxonomy)."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"
    CLOSING = "closing"  # 'Open, but proposed to close'
    PROPOSED = "proposed"
    CLOSED = "closed"


OFFERED_STATUSES = (Status.OPEN, Status.CLOSING)


class Phase(StrEnum):
    EARLY_YEARS = "early_years"
    PRIMARY = "primary"
    MIDDLE = "middle"
    SECONDARY = "secondary"
    ALL_THROUGH = "all_through"
    SIXTEEN_PLUS = "post_16"
    NOT_APPLICABLE = "not_applicable"


class Setting(StrEnum):
    EARLY_YEARS = "early_years"
    MAINSTREAM = "mainstream_school"
    SPECIAL = "special_school"
    ALTERNATIVE_PROVISION = "alternative_provision"
    INDEPENDENT = "independent_school"
    FURTHER_EDUCATION = "further_education"
    YOUTH_JUSTICE = "youth_justice"
    OTHER = "other"


STATUS_BY_CODE = {"1": Status.OPEN, "2": Status.CLOSED, "3": Status.CLOSING, "4": Status.PROPOSED}

PHASE_BY_CODE = {
    "0": Phase.NOT_APPLICABLE,
    "1": Phase.EARLY_YEARS,
    "2": Phase.PRIMARY,
    "3": Phase.MIDDLE,  # middle deemed primary
    "4": Phase.SECONDARY,
    "5": Phase.MIDDLE,  # middle deemed secondary
    "6": Phase.SIXTEEN_PLUS,
    "7": Phase.ALL_THROUGH,
}

# By establishment type, because the register's phase says 'Not applicable' for special schools, pupil referral units
# and some alternative-provision academies.
_SETTING_BY_TYPE: dict[Setting, tuple[str, ...]] = {
    Setting.EARLY_YEARS: ("15", "47", "48"),
    Setting.MAINSTREAM: ("01", "02", "03", "05", "06", "26", "28", "34", "35", "40", "41"),
    Setting.SPECIAL: ("07", "08", "10", "12", "32", "33", "36", "44"),
    Setting.ALTERNATIVE_PROVISION: ("14", "38", "42", "43"),
    Setting.INDEPENDENT: ("11", "25", "37", "49"),
    Setting.FURTHER_EDUCATION: ("18", "31", "39", "45", "46"),
    Setting.YOUTH_JUSTICE: ("24", "57"),
}
SETTING_BY_TYPE_CODE = {code: setting for setting, codes in _SETTING_BY_TYPE.items() for code in codes}

# Wales, then the armed forces', offshore and overseas groups and 'does not apply'.
_OUTSIDE_ENGLAND_LA_CODES = {f"{code}" for code in (*range(660, 682), *range(701, 709))} | {"000"}
_TYPES_OUTSIDE_ENGLAND = {"25", "30", "37"}  # offshore schools, Welsh establishments, British schools overseas


def setting_for(type_code: str, phase: Phase) -> Setting:
    """The setting of an establishment; a maintained school or academy with only the nursery phase is early years."""
    setting = SETTING_BY_TYPE_CODE.get(type_code, Setting.OTHER)
    if setting == Setting.MAINSTREAM and phase == Phase.EARLY_YEARS:
        return Setting.EARLY_YEARS
    return setting


def is_outside_england(*, la_code: str, type_code: str) -> bool:
    return la_code in _OUTSIDE_ENGLAND_LA_CODES or type_code in _TYPES_OUTSIDE_ENGLAND
