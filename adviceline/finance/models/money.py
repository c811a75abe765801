"""A column of money: whole pence in the database, a Decimal of two places in Python."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from adviceline.finance.rules.money import NotMoney, pence

if TYPE_CHECKING:
    _WholePence = models.BigIntegerField[Any, Any]  # null or not, the checker cannot be told
else:
    _WholePence = models.BigIntegerField


class MoneyField(_WholePence):
    """SQLite adds decimals as floating point; whole pence add up exactly on both engines (docs/adr/0120)."""

    if TYPE_CHECKING:
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-2)

    def to_python(self, value: Any) -> Any:
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return pence(Decimal(str(value)))
        except (NotMoney, ArithmeticError) as error:
            raise ValidationError("That is not an amount of money.") from error

    def get_prep_value(self, value: Any) -> Any:
        """Raises NotMoney for a fraction of a penny."""
        if isinstance(value, Decimal):
            return int(pence(value).scaleb(2))
        if isinstance(value, int):
            return value * 100
        return value
