"""The `hailong` command: every feature's commands under one name, loaded only when called."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import SQLAlchemyError

from survey.foundation.errors import Refusal
from survey.settings import SettingError, read_settings

if TYPE_CHECKING:
    from collections.abc import Mapping

COMMANDS = {
    "serve": "survey.operations.cli:serve",
    "doctor": "survey.operations.cli:doctor",
    "migrate": "survey.operations.cli:migrate",
    "welcome": "survey.operations.cli:welcome",
    "demo": "survey.demonstration.cli:demo",
    "digest": "survey.feedback.cli:digest",
    "export organisation": "survey.organisation.cli:export_organisation",
    "import organisation": "survey.organisation.cli:import_organisation",
    "import slips": "survey.touchpoint.cli:import_slips",
    "import responses": "survey.operations.answers:import_responses",
    "import volumes": "survey.volume.cli:import_volumes",
    "callback": "survey.volume.cli:callback",
    "floor": "survey.volume.cli:floor",
    "nightly": "survey.operations.cli:nightly",
    "purge": "survey.operations.cli:purge",
    "questionnaire": "survey.questionnaire.cli:questionnaire",
    "touchpoint": "survey.touchpoint.cli:touchpoint",
    "qr": "survey.touchpoint.cli:draw",
    "slips": "survey.touchpoint.cli:slips",
    "work": "survey.touchpoint.cli:work",
    "user": "survey.accounts.cli:user",
}
"""Command words to the place of the command; a room adds its own in `<room>.room.COMMANDS`."""


class LazyGroup(click.Group):
    """A group that imports a command when it is called or its help is read, not before."""

    def __init__(self, name: str, places: Mapping[str, str], help_text: str) -> None:
        super().__init__(name, help=help_text)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in order."""
        return sorted({words.split(" ")[0] for words in self._places})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command, or the group its words begin."""
        if cmd_name in self._places:
            module, _, name = self._places[cmd_name].partition(":")
            command: click.Command = getattr(import_module(module), name)
            return command
        first = cmd_name + " "
        below = {
            words.removeprefix(first): place for words, place in self._places.items() if words.startswith(first)
        }
        return LazyGroup(cmd_name, below, _GROUP_HELP.get(cmd_name, "")) if below else None


_GROUP_HELP = {"import": "Bring data in from files.", "export": "Write data out to files."}


def command_group() -> LazyGroup:
    """Give the whole command with those of the rooms that are set."""
    places = dict(COMMANDS)
    for room in read_settings().rooms:
        places.update(import_module(f"{room}.room").COMMANDS)
    return LazyGroup("hailong", places, "Citizen satisfaction survey and feedback for public offices.")


def main() -> None:
    """Run a command; exit 0 when it worked, 1 when the input was refused, 2 when the call was wrong."""
    try:
        command_group()(prog_name="hailong")
    except Refusal as refusal:
        click.echo(f"Refused: {refusal}", err=True)
        sys.exit(1)
    except (SettingError, ModuleNotFoundError) as error:
        click.echo(f"hailong: {error}", err=True)
        sys.exit(2)
    except SQLAlchemyError as error:
        # The first line says what failed; the rest is the statement with its values, which may be answers.
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        click.echo(f"Refused: the database did not accept this: {reason}", err=True)
        sys.exit(1)
