"""What all commands print with.

Rich is imported where something is drawn with it: the window's command needs none of it and would wait for it.
"""

import io
import os
import sys
from collections.abc import Container, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Job, Result, finish

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


def speak_utf8() -> None:
    """Print any file name, also where the terminal's encoding cannot; and nothing where there is nowhere to print."""
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  as long as the process
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def visible(text: str) -> str:
    """``text`` on one line, with what steers a terminal written out: file names come from outside."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def finish_printing() -> None:
    """Print what still waits, or let it go: at its end Python would try once more, and complain in words of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def say(words: str) -> None:
    """One line on standard error, if anybody listens."""
    with suppress(OSError):
        print(visible(words), file=sys.stderr)


def complain(fault: MineralDeskError) -> None:
    """What happened and what to do, on standard error."""
    say(str(fault))


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Container[int] = ()) -> None:
    """Print a table of plain words as wide as the terminal, or wide enough for a file; ``right``: columns of numbers.

    Nothing in a cell is taken for markup.
    """
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", justify="right" if column in right else "left")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.on_broken_pipe = _nobody_reads  # type: ignore[method-assign]  # Rich's own ends the process with 1
    console.print(table)


def _nobody_reads() -> NoReturn:
    raise BrokenPipeError


def progress_bar() -> "Bar":
    """A bar on standard error; silent where that is no terminal."""
    from rich import progress  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def watch(job: Job[Result], what: str) -> Result:
    """Run ``job`` to its end under a bar and return its result."""
    with progress_bar() as bar:
        task = bar.add_task(what, total=None)
        return finish(job, lambda step: bar.update(task, completed=step.done, total=step.total))
