"""``mineral-desk``: the window without arguments, everything else as sub-commands."""

import argparse
import logging
import sys
from collections.abc import Sequence

from mineral_desk import __version__
from mineral_desk.cli import analyse, catalogue, evaluate, models, train, window
from mineral_desk.cli.console import complain, speak_utf8
from mineral_desk.domain.errors import MineralDeskError, SettingError, UsageError
from mineral_desk.services.paths import find_folders

OK, FAILED, WRONG_USAGE, STOPPED = 0, 1, 2, 130


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(
        prog="mineral-desk",
        description="Log photographed mineral specimens: species, size in mm, and the reasons not to trust them. "
        "Without a command it opens the window.",
    )
    top.add_argument("--version", action="version", version=f"Mineral Desk {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND")
    for module in (window, analyse, evaluate, models, train, catalogue):
        module.add_commands(commands)
    top.set_defaults(run=window.run, catalogue=None, demo=False, screenshots=None)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 success, 1 some item failed, 2 wrong usage."""
    speak_utf8()
    options = parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except (UsageError, SettingError) as fault:
        complain(fault)
        return WRONG_USAGE
    except MineralDeskError as fault:
        complain(fault)
        return FAILED
    except KeyboardInterrupt:
        print("Stopped. What was done until now is saved.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        sys.stderr.close()
        return OK
    except Exception:
        return _report_bug()
    return status


def _report_bug() -> int:
    """Anything but a :class:`MineralDeskError` is a fault of the program: log it and say where."""
    log = find_folders().log_file
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=log, encoding="utf-8", format="%(asctime)s %(levelname)s %(message)s")
        logging.getLogger("mineral_desk").exception("a fault of the program (version %s)", __version__)
        where = f"Details are in {log}; send that file with a word on what you did."
    except OSError:
        where = "The details could not be written to the log."
    print(f"Mineral Desk stumbled over a fault of its own. {where}", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    sys.exit(main())
