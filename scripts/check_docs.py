"""docs/reference is made from the code: commands, settings and measures; needed wording. Compares; `--write` writes.

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
    from adviceline.measures.document import reference

    return reference()


def states_page() -> str:
    from adviceline.advice import rules as maps
    from adviceline.channels.chat import states as chats
    from adviceline.contacts.states import LABELS, TRANSITIONS, State, mermaid
    from adviceline.feedback.rules import cases, improvements
    from adviceline.finance.rules import states as money
    from adviceline.outreach.rules import states as campaigns
    from adviceline.quality.rules import debriefs
    from adviceline.reporting.returns import states as returns
    from adviceline.workforce.rules import states as staffing

    rows = [
        [f"`{action}`", ", ".join(LABELS[state] for state in State if state in starts), LABELS[end] if end else "stays"]
        for action, (starts, end) in TRANSITIONS.items()
    ]
    return (
        f"{MADE}\n# States of an enquiry\n\n```mermaid\n{mermaid()}```\n\n"
        + table(["action", "from", "to"], rows)
        + f"\n\n# States of a version of a map\n\n```mermaid\n{maps.mermaid()}\n```\n\n"
        + table(
            ["step", "from", "to", "who"],
            [
                [f"`{step}`", rule.start.label, rule.end.label, maps.roles_with(rule.needs)]
                for step, rule in maps.STEPS.items()
            ],
        )
        + "\n\nWho publishes a version is neither the one who signed it nor the one who sent it to review.\n"
        + states_of("a feedback case", cases.STATES, cases.TRANSITIONS, "new", ("closed", "dismissed"))
        + states_of("an improvement", improvements.STATES, improvements.TRANSITIONS, "planned", ("measured", "dropped"))
        + states_of("the words for the public", improvements.PUBLIC_STATES, improvements.PUBLIC_TRANSITIONS, "none", ())
        + "\nWhoever wrote the words does not approve them.\n"
        + states_of("leave", staffing.LEAVE_STATES, staffing.LEAVE, "asked", ("declined", "withdrawn"))
        + states_of("a swap", staffing.SWAP_STATES, staffing.SWAP, "offered", ("agreed", "declined", "withdrawn"))
        + "\nA supervisor agrees, and is neither of the two.\n"
        + states_of("a debrief", debriefs.STATES, debriefs.TRANSITIONS, "offered", ("held",))
        + states_of("a campaign", campaigns.STATES, campaigns.TRANSITIONS, "draft", ("withdrawn",))
        + "\nWhoever wrote a campaign does not approve it.\n"
        + states_of("a claim", money.STATES, money.CLAIM, "prepared", ("released",))
        + "\nWho signs second and releases neither drew it up nor signed first.\n"
        + states_of(
            "a dispute of a claim", money.DISPUTE_STATES, money.DISPUTE, "raised", ("upheld", "rejected", "withdrawn")
        )
        + "\nWhoever wrote a dispute down does not settle it.\n"
        + states_of("a chat", chats.STATES, chats.TRANSITIONS, "waiting", ("ended",))
        + f"\n# States of a return\n\n```mermaid\n{returns.mermaid()}\n```\n\n"
        + table(
            ["step", "from", "to", "who"],
            [
                [
                    f"`{step}`",
                    ", ".join(returns.LABELS[start] for start in rule.starts),
                    returns.LABELS[rule.end] if rule.end else "stays",
                    returns.roles_with(rule.needs),
                ]
                for step, rule in returns.STEPS.items()
            ],
        )
        + "\n\nWhoever prepared, revised, wrote or protected a return cannot sign it. `revise` begins another return.\n"
    )


def states_of(
    what: str,
    labels: dict[str, str],
    transitions: dict[str, tuple[tuple[str, ...], str | None]],
    first: str,
    last: tuple[str, ...],
) -> str:
    """The diagram and the table of one dict of transitions."""
    from adviceline.feedback.rules.cases import mermaid

    rows = [
        [f"`{step}`", ", ".join(labels[each] for each in starts), labels[end] if end else "stays"]
        for step, (starts, end) in transitions.items()
    ]
    drawn = mermaid(transitions, first, last)
    return f"\n# States of {what}\n\n```mermaid\n{drawn}```\n\n" + table(["step", "from", "to"], rows) + "\n"


def permissions_page() -> str:
    from adviceline.accounts.roles import ROLES, Permission

    rows = [
        [role.label, ", ".join(f"`{one}`" for one in Permission if one in role.permissions)] for role in ROLES.values()
    ]
    return f"{MADE}\n# Roles\n\nWhat each role may do.\n\n{table(['role', 'permissions'], rows)}\n"


def retention_page() -> str:
    from adviceline.privacy.retention import classified_models, privacy_of

    rows = []
    for model in sorted(classified_models(), key=lambda model: model._meta.label):
        privacy = privacy_of(model)
        assert privacy is not None
        rule = privacy.retention
        period = "kept" if rule.days is None else f"{rule.how} {rule.days} days after `{rule.after}`"
        held = sorted({kind.name for kind in privacy.fields.values()})
        rows.append([f"`{model._meta.label}`", ", ".join(f"`{kind}`" for kind in held), period, rule.why])
    return (
        f"{MADE}\n# What is kept, and for how long\n\nStated beside each model; a job applies it every night.\n\n"
        + table(["model", "holds", "period", "why"], rows)
        + "\n"
    )


def needed_wording() -> str:
    """The wording that every service's content must have: all that ours has."""
    import json

    from adviceline.content.current import current_content
    from adviceline.content.wording import wording_in

    return json.dumps(wording_in(current_content().data["wording"]), indent=1, sort_keys=True)


def pages() -> dict[str, Callable[[], str]]:
    """File name → what makes it. A page appears once the code it describes exists."""
    made: dict[str, Callable[[], str]] = {
        "settings.md": settings_page,
        "states.md": states_page,
        "roles.md": permissions_page,
        "retention.md": retention_page,
        "measures.md": measures_page,
        "../../adviceline/content/needed_wording.json": needed_wording,
    }
    if importlib.util.find_spec("adviceline.cli"):
        made["commands.md"] = commands_page
    return made


def main() -> int:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    wrong = False
    for name, make in pages().items():
        path, text = (REFERENCE / name).resolve(), make().rstrip() + "\n"
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
