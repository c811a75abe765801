"""What a sample is, and the moment at which samples were made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Sample = Callable[[], object]
AT = datetime(2022, 2, 3, 10, tzinfo=UTC)
