"""The `adviceline` command. Each room's commands are in its commands.py and are loaded only when they are called."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

#: command -> where it is. Groups that two rooms add to name several places.
PLACES: dict[str, tuple[str, ...]] = {
    "migrate": ("adviceline.running:migrate",),
    "serve": ("adviceline.running:serve",),
    "worker": ("adviceline.running:worker",),
    "content": ("adviceline.advice.commands:content", "adviceline.loading:load", "adviceline.advice.differing:diff"),
    "people": ("adviceline.accounts.commands:people",),
    "places": ("adviceline.places.commands:places",),
    "directory": ("adviceline.directory.commands:directory",),
    "audit": ("adviceline.audit.commands:audit",),
    "privacy": (
        "adviceline.privacy.commands:privacy",
        "adviceline.contacts.commands:erase",
        "adviceline.contacts.commands:apply_retention",
        "adviceline.contacts.commands:rotate_keys",
    ),
    "mail": ("adviceline.channels.email.mail_commands:mail",),
    "telephony": ("adviceline.channels.telephony.exchange.commands:telephony",),
    "ingest": ("adviceline.ingesting:ingest",),
    "finance": ("adviceline.finance.commands:finance",),
    "report": ("adviceline.reporting.commands:report",),
    "evaluation": ("adviceline.evaluation.commands:evaluation",),
    "returns": ("adviceline.reporting.returns.commands:returns",),
    "disclosure": ("adviceline.disclosing:disclosure",),
    "measures": ("adviceline.reporting.commands:measures",),
    "demo": ("adviceline.demo.commands:demo", "adviceline.demonstrating:start"),
}
#: Commands that work on files alone and need no database: they start without Django.
WITHOUT_DJANGO = {("content", "check"), ("privacy", "screen"), ("disclosure", "attack"), ("disclosure", "protect")}


class Rooms(click.Group):
    """Finds a command in the room that owns it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(PLACES)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that is away, or that was never made, is said in a sentence."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if (
                type(error).__name__ not in {"OperationalError", "ProgrammingError"}
                or "django" not in type(error).__module__
            ):
                raise
            said = str(error).splitlines()[0].strip() if str(error) else "no reason given"
            if any(words in said for words in ("no such table", "does not exist", "no such column")):
                click.echo(
                    "The database has not been made, or is older than this program. Run: adviceline migrate", err=True
                )
            else:
                click.echo(f"The database cannot be used: {said}", err=True)
            sys.exit(1)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in PLACES:
            return None
        if (cmd_name, *sys.argv[2:3]) not in WITHOUT_DJANGO:
            start_django(serving=cmd_name == "serve" or sys.argv[1:3] == ["demo", "start"])
        first, *others = (_find(place) for place in PLACES[cmd_name])
        if isinstance(first, click.Group):
            for command in others:
                first.add_command(command)
        return first


def _find(place: str) -> click.Command:
    module, _, name = place.partition(":")
    command = getattr(import_module(module), name)
    assert isinstance(command, click.Command)
    return command


def start_django(*, serving: bool = False) -> None:
    """Load the settings and the rooms, once."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if serving:
        os.environ.setdefault("ADVICELINE_DB_POOL", "1")
    import django

    gc.disable()  # what is loaded stays, so that looking through it again and again for what is left over is in vain
    django.setup()
    gc.freeze()
    gc.enable()


@click.command(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="adviceline")
def main() -> None:
    """The platform behind an advice line for professionals. All state lives in ADVICELINE_DATA (default var/)."""


if __name__ == "__main__":
    main()
