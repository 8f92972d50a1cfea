"""How the CLIP programs speak: a line for what they do, a sentence for what went wrong. Imports nothing heavy."""

import os
import sys
from collections.abc import Callable
from typing import TypeVar

from mineral_desk.domain.errors import MineralDeskError, SettingError, UsageError
from mineral_desk.domain.progress import Job, Progress, finish

OK, FAILED, WRONG_USAGE, STOPPED = 0, 1, 2, 130
EVERY = 320
"""Of things counted by the thousand, each so-many-th is told."""

Result = TypeVar("Result")


def stay_offline() -> None:
    """Let no library look anything up: to be called before they are imported, unless the user named a tag."""
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"


def tell(work: Callable[[], None]) -> int:
    """Do the work; the exit status: 0, 1 with a sentence when it failed, 2 for wrong usage, 130 when it was stopped."""
    try:
        work()
    except KeyboardInterrupt:
        print("Stopped. Nothing half-made was left in place.", file=sys.stderr)
        return STOPPED
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return WRONG_USAGE if isinstance(fault, UsageError | SettingError) else FAILED
    return OK


def show(job: Job[Result]) -> Result:
    """Run a job, with a line for each of its stages and for every so-many-th thing; its result."""
    return finish(job, _line)


def _line(progress: Progress) -> None:
    if not progress.total or progress.done % EVERY == 0 or progress.done == progress.total:
        counted = f"{progress.done}/{progress.total} " if progress.total else ""
        print(f"{counted}{progress.text}", flush=True)
