"""Cells of a CSV that no spreadsheet takes for a formula."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAK = ("\t", "\r", "\n")


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula begins with an apostrophe instead. Numbers stay numbers."""
    if isinstance(value, str) and (value.lstrip().startswith(_FORMULA) or value.startswith(_BREAK)):
        return "'" + value
    return value
