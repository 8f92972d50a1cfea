"""Trying a model in a process of its own, within limits, until it fits, is refused, or is given up."""

import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import mineral_desk
from mineral_desk.domain.errors import ModelError, ModelHarmful
from mineral_desk.domain.phrase import Phrase, reason_of, said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.trying.answers import FAULT_OF_OURS, LONGEST_ANSWER, refusal_of
from mineral_desk.services.trying.limits import TrialLimits, limits_for

TICK_S = 0.1
_DO_WITHOUT = "It is not used. Do without it, or ask whoever made it for another copy."
_CALM = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""These libraries keep memory ready for each core, which would count as the model's."""
_START = """
import sys
root = sys.argv.pop(1)
if root not in sys.path:
    sys.path.insert(0, root)
from mineral_desk.services.trying.child import main
main()
"""
"""The very package that runs here, not one that is installed beside it, and nothing out of the working directory."""


def try_model(card_file: Path) -> Job[None]:
    """Check the model of that card in a process of its own (:func:`~mineral_desk.vision.model_check.check_model`).

    Closing the job ends that process. Raises what the check raises, :class:`ModelHarmful` where it took too long or too
    much memory, or ended abnormally, and :class:`ModelError` where the system gives no process or no temporary file.
    """
    limits, name = limits_for(card_file), card_file.stem
    with ExitStack() as held:
        try:
            answer, errors = (held.enter_context(tempfile.TemporaryFile()) for _ in range(2))
            child = _started(card_file, limits, answer, errors)
        except OSError as fault:
            raise _no_process(fault, name) from fault
        try:
            yield from _until_it_ends(child, limits, name)
        finally:
            child.kill()
            child.wait()
            if child.stdin is not None:
                child.stdin.close()
        _judge(child.returncode, _content(answer), _content(errors), limits, name)


def _started(card_file: Path, limits: TrialLimits, answer: IO[bytes], errors: IO[bytes]) -> "subprocess.Popen[bytes]":
    """Standard input stays open as long as this process lives; nobody writes there."""
    root = Path(mineral_desk.__file__).resolve().parents[1]
    bounds = [str(limits.memory_bytes), f"{limits.cpu_s:.1f}", f"{limits.wall_s:.1f}"]
    return subprocess.Popen(  # noqa: S603  this very Python, and a path as an argument
        [sys.executable, "-P", "-c", _START, str(root), str(card_file), *bounds],
        stdin=subprocess.PIPE, stdout=answer, stderr=errors, env=os.environ | _CALM,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )  # fmt: skip


def _until_it_ends(child: "subprocess.Popen[bytes]", limits: TrialLimits, name: str) -> Generator[Progress, None, None]:
    started = time.monotonic()
    while (elapsed_s := time.monotonic() - started) <= limits.wall_s:
        words = said(
            "Trying {name} in a process of its own: {n} s of at most {most}", name=name, n=round(elapsed_s),
            most=round(limits.wall_s),
        )  # fmt: skip
        yield Progress(0, 0, words)
        try:
            child.wait(TICK_S)
            return
        except subprocess.TimeoutExpired:
            continue
    raise _too_slow(limits.wall_s, name)


def _judge(status: int, answer: str, errors: str, limits: TrialLimits, name: str) -> None:
    """Raise the refusal there is."""
    if status == FAULT_OF_OURS:
        raise RuntimeError(f"trying the model {name} failed:\n{errors}")
    if hasattr(signal, "SIGXCPU") and status == -signal.SIGXCPU:
        raise _too_slow(limits.cpu_s, name)
    if hasattr(signal, "SIGKILL") and status == -signal.SIGKILL:
        raise _killed(name)
    try:
        if status:
            raise ValueError(f"ended with {status}")
        refusal = refusal_of(answer)
    except ValueError as fault:
        logging.getLogger(__name__).warning("trying the model %s: %s\n%s", name, fault, errors)
        words = said("The process that tried the model {name} ended abnormally ({how}).", name=name, how=_how(status))
        raise ModelHarmful(words, _DO_WITHOUT) from fault
    if isinstance(refusal, ModelHarmful):
        gigabytes = limits.memory_bytes / (1 << 30)
        words = said(
            "The model {name} wants more than the {gigabytes:.1f} GB of memory that a model of its size may take.",
            name=name, gigabytes=gigabytes,
        )  # fmt: skip
        raise ModelHarmful(words, _DO_WITHOUT)
    if refusal is not None:
        raise refusal


def _no_process(fault: OSError, name: str) -> ModelError:
    words = said("The model {name} could not be tried: {reason}.", name=name, reason=reason_of(fault))
    return ModelError(words, "It is not used. Close other programs, then try again.")


def _killed(name: str) -> ModelHarmful:
    """Nobody but the system, or a person, ends a process so: for want of memory on Linux."""
    words = said("The process that tried the model {name} was killed, most likely because memory ran short.", name=name)
    return ModelHarmful(words, "It is not used. Close other programs, then try again.")


def _too_slow(seconds: float, name: str) -> ModelHarmful:
    words = said("The model {name} came to no end within {n} seconds.", name=name, n=round(seconds))
    return ModelHarmful(words, _DO_WITHOUT)


def _how(status: int) -> Phrase:
    """By a signal on Linux and macOS, with a status on Windows."""
    return said("signal {n}", n=-status) if status < 0 else said("exit status {n}", n=status)


def _content(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(LONGEST_ANSWER).decode("utf-8", "replace")
