"""docs/reference is made from the code: commands, settings and measures. Compares by default; `--write` writes.

python scripts/check_docs.py            fails when a page differs from the code
python scripts/check_docs.py --write    writes the pages
"""

from __future__ import annotations

import difflib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made from the code by scripts/check_docs.py --write: change the code, not this page. -->\n"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in lines
    )


def settings_page() -> str:
    from config.env import SETTINGS

    rows = [[f"`{setting.name}`", setting.default, setting.purpose] for setting in SETTINGS]
    return (
        f"{MADE}\n# Settings\n\nEvery setting is an environment variable. None is needed to begin.\n\n"
        + table(["setting", "default", "what it decides"], rows)
        + "\n"
    )


def commands_page() -> str:
    import click

    from adviceline.cli import main

    def walk(command: click.Command, path: list[str]) -> Iterator[tuple[list[str], click.Command]]:
        yield path, command
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in sorted(command.list_commands(context)):
                if (child := command.get_command(context, name)) and not child.hidden:
                    yield from walk(child, [*path, name])

    parts = [MADE, "# Commands\n"]
    for path, command in walk(main, ["adviceline"]):
        if isinstance(command, click.Group) and len(path) > 1:
            continue
        parts.append(f"## `{' '.join(path)}`\n\n```text\n{help_text(command, path)}\n```\n")
    return "\n".join(parts)


def help_text(command: object, path: list[str]) -> str:
    """A command's help at a fixed width, so that the page does not depend on the terminal."""
    import click

    assert isinstance(command, click.Command)
    context = click.Context(command, info_name=" ".join(path), terminal_width=100, max_content_width=100)
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def measures_page() -> str:
    from adviceline.measures import reference

    return f"{MADE}\n{reference.page()}"


def pages() -> dict[str, Callable[[], str]]:
    """File name → what makes it. A page appears once the code it describes exists."""
    made: dict[str, Callable[[], str]] = {"settings.md": settings_page}
    if importlib.util.find_spec("adviceline.cli"):
        made["commands.md"] = commands_page
    if importlib.util.find_spec("adviceline.measures.reference"):
        made["measures.md"] = measures_page
    return made


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    wrong = False
    for name, make in pages().items():
        path, text = REFERENCE / name, make().rstrip() + "\n"
        stands = path.read_text() if path.exists() else ""
        if text == stands:
            continue
        if "--write" in sys.argv[1:]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            print(f"Wrote {path.relative_to(ROOT)}")
            continue
        wrong = True
        print(f"{path.relative_to(ROOT)} differs from the code. Run: python scripts/check_docs.py --write")
        print("\n".join(list(difflib.unified_diff(stands.splitlines(), text.splitlines(), lineterm="", n=0))[:20]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
