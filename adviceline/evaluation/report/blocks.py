"""The parts that a document is made of, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass, field

from adviceline.ui.charts import Chart
from adviceline.ui.tables import Table


@dataclass(frozen=True)
class Words:
    text: str


@dataclass(frozen=True)
class Points:
    """A bulleted list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """Under the heading of a section."""

    text: str


@dataclass(frozen=True)
class Drawn:
    """A chart; its table stands in the document of itself."""

    chart: Chart


@dataclass(frozen=True)
class Tabled:
    """`id` names the table in the data set."""

    id: str
    table: Table


Block = Words | Points | Heading | Drawn | Tabled


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    blocks: tuple[Block, ...] = field(default=())


@dataclass(frozen=True)
class Document:
    """`digest` is that of the facts it was made from: the same facts give the same document."""

    title: str
    period: str
    lead: str
    sections: tuple[Section, ...]
    digest: str
