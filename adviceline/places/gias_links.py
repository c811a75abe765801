"""Reading the register's file of links between establishments: which school took over from which. No database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from adviceline.places.gias import UnableToReadRegister, encoding_of

COLUMNS = ("URN", "LinkURN", "LinkType")


def read_successors(path: Path) -> Iterator[tuple[int, int]]:
    """(URN, URN of a successor) for every 'Successor' link, merged and split ones too; unreadable rows are left out.

    Raises UnableToReadRegister when the file cannot be used.
    """
    try:
        encoding = encoding_of(path)
        with (
            path.open("rb") as raw,
            io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline="") as text,
        ):
            rows = csv.DictReader(text)
            missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise UnableToReadRegister(
                    f"The file of links lacks {', '.join(missing)}. Use the register's 'all establishment links' file "
                    "in CSV. Nothing was changed."
                )
            for row in rows:
                urn, successor = row["URN"] or "", row["LinkURN"] or ""
                is_successor = (row["LinkType"] or "").strip().casefold().startswith("successor")
                if is_successor and urn.isdecimal() and successor.isdecimal() and urn != successor:
                    yield int(urn), int(successor)
    except csv.Error as problem:
        raise UnableToReadRegister(f"The file of links cannot be split into rows ({problem}).") from problem
    except OSError as problem:
        raise UnableToReadRegister(f"The file {path} cannot be read: {problem.strerror or problem}.") from problem
