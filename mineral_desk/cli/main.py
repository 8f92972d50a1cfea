"""``mineral-desk``: the window without arguments, everything else as sub-commands."""

import argparse
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from mineral_desk import __version__
from mineral_desk.cli import window
from mineral_desk.cli.console import complain, finish_printing, say, speak_utf8
from mineral_desk.cli.outputs import refuse_overwriting
from mineral_desk.domain.errors import MineralDeskError, OutputError, SettingError, UsageError
from mineral_desk.services.faults import write_down
from mineral_desk.services.paths import find_folders

OK, FAILED, WRONG_USAGE, STOPPED = 0, 1, 2, 130


def _modules(arguments: Sequence[str]) -> tuple[ModuleType, ...]:
    """The modules with the commands to choose from; the window's alone where it is wanted, as it waits for no other."""
    if not arguments or arguments[0] in window.COMMANDS:
        return (window,)
    from mineral_desk.cli.commands import MODULES  # noqa: PLC0415

    return MODULES


def _parser(modules: Sequence[ModuleType]) -> argparse.ArgumentParser:
    """The command line with the commands of ``modules``."""
    top = argparse.ArgumentParser(
        prog="mineral-desk",
        description="Log photographed mineral specimens: species, size in mm, and the reasons not to trust them. "
        "Without a command it opens the window.",
    )
    top.add_argument("--version", action="version", version=f"Mineral Desk {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for module in modules:
        module.add_commands(commands)
    top.set_defaults(run=window.run, catalogue=None, demo=False, screenshots=None)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 success, 1 some item failed, 2 wrong usage, 130 stopped by Ctrl+C.

    Who reads the output may stop doing so (``| head``): that is no failure.
    """
    speak_utf8()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        options = _parser(_modules(given)).parse_args(given)
        refuse_overwriting(options)
        status = int(options.run(options))
        sys.stdout.flush()  # what cannot be printed is told like any other fault
        return status
    except KeyboardInterrupt:
        say("Stopped. What was done until now is saved.")
        return STOPPED
    except BrokenPipeError:
        return OK
    except Exception as fault:
        return _told(fault)
    finally:
        finish_printing()


def _told(fault: Exception) -> int:
    """Say in words what stopped the command; returns the exit status.

    Anything but a :class:`MineralDeskError` is a refusal of the operating system that nobody put into words nearer to
    it, or a fault of the program: both are written down.
    """
    if isinstance(fault, MineralDeskError):
        complain(fault)
        return WRONG_USAGE if isinstance(fault, UsageError | SettingError) else FAILED
    where = write_down(fault, "command line", find_folders().log_file)
    if isinstance(fault, OSError):
        what = "Standard output" if fault.filename is None else os.fsdecode(fault.filename)
        words = f"{what} cannot be used: {fault.strerror or fault}."
        complain(OutputError(words, "Check the disk and its permissions, then try again."))
    else:
        say(f"Mineral Desk stumbled over a fault of its own. {where}")
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
