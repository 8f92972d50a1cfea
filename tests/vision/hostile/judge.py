"""Gives hostile files to child processes, and keeps those that something is wrong with."""

import json
import os
import selectors
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import CHECKOUT
from tests.vision.hostile.mutations import spoilt
from tests.vision.hostile.originals import originals

MEMORY_MB = 2500
"""For data alone; a photo of 250 megapixels is promised to open, and takes some 1.6 GB of it."""
SECONDS = 20.0
"""Of processor time. By the clock ten times as long is waited for an answer, as other work may be going on."""
WHOLE_SHARE = 60
"""One file in so many goes through the pipeline to its record."""


@dataclass
class Judge:
    """``folder`` is where the files lie while they are tried; those that fail stay in ``kept``."""

    folder: Path
    kept: Path
    seed: int
    outcomes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    peak_mb: float = 0.0

    def __post_init__(self) -> None:
        self._originals = originals()
        self._child: subprocess.Popen[str] | None = None

    def run(self, numbers: range) -> None:
        """Try the files of these numbers."""
        for number in numbers:
            self.one(number)
        self.close()

    def one(self, number: int) -> None:
        """Try one file."""
        name, content = spoilt(self._originals, self.seed, number)
        path = self.folder / f"{number} {name}"
        path.write_bytes(content)
        answer = self._answer(path, number % WHOLE_SHARE == 0)
        if answer["outcome"] != "fault" and answer["seconds"] > SECONDS:
            answer |= {"outcome": "fault", "words": f"took {answer['seconds']:.0f} s of processor time"}
        self.outcomes[answer["outcome"]] += 1
        self.slowest = max(self.slowest, (answer["seconds"], path.name))
        self.peak_mb = max(self.peak_mb, answer["peak_mb"])
        if answer["outcome"] == "fault":
            self.kept.mkdir(parents=True, exist_ok=True)
            (self.kept / path.name).write_bytes(content)
            self.faults.append(f"{path.name}: {answer['words']}")
            print(self.faults[-1], flush=True)
        path.unlink()

    def close(self) -> None:
        """End the child."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None

    def _answer(self, path: Path, whole: bool) -> dict:
        """The child's answer; what it died of, or that it does not answer, is one too."""
        child = self._child = self._child or self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps({"path": str(path), "whole": whole}) + "\n")
        child.stdin.flush()
        with selectors.DefaultSelector() as selector:
            selector.register(child.stdout, selectors.EVENT_READ)
            in_time = selector.select(10 * SECONDS)
        line = child.stdout.readline() if in_time else ""
        if line:
            answer: dict = json.loads(line)
            return answer
        words = f"the process ended with {child.wait()}" if in_time else "no answer"
        self.close()
        return {"outcome": "fault", "words": words, "seconds": 0.0, "peak_mb": 0.0}

    def _started(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.vision.hostile.child", str(MEMORY_MB)]
        errors = (self.folder / "standard error").open("a")
        return subprocess.Popen(
            command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT), "PYTHONFAULTHANDLER": "1"},
        )  # fmt: skip
