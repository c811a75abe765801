"""A value that is worked out when it is first asked for, and kept: `functools.cached_property` without its lock.

One reading of one text is one thread's, and there are dozens of such values in it, most of them worked out in less time
than Python 3.11 takes over the lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class lazily(Generic[T]):
    def __init__(self, work_out: Callable[[Any], T]) -> None:
        self._work_out, self._name = work_out, work_out.__name__
        self.__doc__ = work_out.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        value = owner.__dict__[self._name] = self._work_out(owner)
        return value
