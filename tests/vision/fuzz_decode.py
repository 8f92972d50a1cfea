"""Spoil thousands of photo files, and open them: each gives a picture or words, in bounded time and memory.

    python -m tests.vision.fuzz_decode [--count 10000] [--seed 0] [--first 0] [--jobs 2] [--keep FOLDER]

Real small files of every kind are spoilt (bits, bytes, lengths, dimensions, order, splices, metadata, endings; bombs),
and decoded, judged and made into thumbnails in child processes that have a limit of memory and of time; some go through
the whole pipeline to their record. Files with which something is wrong are kept, and are made again by ``--seed`` and
``--first`` NUMBER ``--count 1``. Exit status 1 if there are any.
"""

import argparse
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.vision.hostile.judge import Judge


def main() -> int:
    """Try all files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, default=Path(".cache/hostile"))
    arguments = parser.parse_args()
    started, last = time.monotonic(), arguments.first + arguments.count
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(arguments.jobs) as threads:
        judges = []
        for job in range(arguments.jobs):
            folder = Path(place) / str(job)
            folder.mkdir()
            judges.append(Judge(folder, arguments.keep, arguments.seed))
        numbers = [range(arguments.first + job, last, arguments.jobs) for job in range(arguments.jobs)]
        list(threads.map(Judge.run, judges, numbers))
    return told(judges, arguments.count, time.monotonic() - started)


def told(judges: list[Judge], count: int, seconds: float) -> int:
    """Print what was found; the exit status."""
    outcomes = sum((judge.outcomes for judge in judges), judges[0].outcomes.__class__())
    slowest = max(judge.slowest for judge in judges)
    peak_mb = max(judge.peak_mb for judge in judges)
    print(
        f"{count} files in {seconds:.0f} s: {outcomes['opened']} opened, {outcomes['refused']} refused in words, "
        f"{outcomes['fault']} faults; slowest {slowest[0]:.1f} s of processor time ({slowest[1]}), "
        f"peak memory {peak_mb:.0f} MB"
    )
    return 1 if outcomes["fault"] else 0


if __name__ == "__main__":
    sys.exit(main())
