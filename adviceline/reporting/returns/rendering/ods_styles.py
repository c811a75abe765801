"""The look of an ODS: few, plain styles. Wraps, alignment and weight; no colour carries meaning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_FONT = 'fo:font-family="Arial" fo:language="en" fo:country="GB"'
_TOP = 'style:vertical-align="top"'
_RULE = 'fo:border-bottom="0.75pt solid #000000"'
_WRAP = 'fo:wrap-option="wrap"'
_CENTIMETRES = 0.22  # of one character

#: Name → size in points, weight, cell, paragraph.
_CELLS = {
    "title": (16, "bold", "", ""),
    "head": (14, "bold", "", ""),
    "text": (12, "normal", f"{_WRAP} {_TOP}", ""),
    "words": (12, "normal", _TOP, ""),
    "heading": (12, "bold", f"{_WRAP} {_TOP} {_RULE}", ""),
    "mark": (12, "normal", f'{_TOP} style:text-align-source="fix"', 'fo:text-align="end"'),
}


def styles(widths: Iterable[int]) -> Iterator[str]:
    """Each as XML: cells, numbers with 0 to 6 decimals, and a column of each width (in characters)."""
    for name, (size, weight, cell, paragraph) in _CELLS.items():
        yield _cell(name, "", f'fo:font-size="{size}pt" fo:font-weight="{weight}"', cell, paragraph)
    for decimals in range(7):
        yield (
            f'<number:number-style style:name="N{decimals}"><number:number number:min-integer-digits="1" '
            f'number:decimal-places="{decimals}" number:min-decimal-places="{decimals}" number:grouping="true"/>'
            "</number:number-style>"
        )
        form = f'style:data-style-name="N{decimals}"'
        yield _cell(f"number{decimals}", form, 'fo:font-size="12pt"', _TOP, 'fo:text-align="end"')
    for width in sorted(set(widths)):
        yield (
            f'<style:style style:name="{column_style(width)}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width * _CENTIMETRES:.2f}cm"/></style:style>'
        )


def column_style(width: int) -> str:
    return f"wide{width}"


def _cell(name: str, form: str, words: str, cell: str, paragraph: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell" {form}>'
        f"<style:table-cell-properties {cell}/><style:paragraph-properties {paragraph}/>"
        f"<style:text-properties {_FONT} {words}/></style:style>"
    )
