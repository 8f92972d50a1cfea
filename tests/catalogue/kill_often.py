"""Kill a worker hundreds of times at random moments, and look at the catalogue after each death.

    python -m tests.catalogue.kill_often [--times 300] [--seed 1] [--folder FOLDER]

Prints the deaths by the act that was under way; exit status 1 at the first catalogue that is not sound.
A kill leaves what the system has taken over, so this proves the program's order of writing; that the disk keeps
what it was told to keep in a power cut is up to ``synchronous = FULL`` and the disk.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.catalogue.killing.judge import Judge


def main() -> int:
    """Run all rounds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="a disk to work on (default: the system's temporary folder)")
    arguments = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as place:
        judge = Judge(Path(place), arguments.seed)
        try:
            for _ in range(arguments.times):
                judge.round()
        except Exception as fault:
            print(f"after {judge.killed.total()} kills: {fault!r}", *judge.faults, sep="\n")
            return 1
    total = judge.killed.total()
    print(
        f"{total} kills, {judge.ledger.confirmed} acts confirmed, nothing lost, in {time.monotonic() - started:.0f} s"
    )
    print(f"{'killed in':20}{'times':>6}{'kept whole':>12}")
    for act, count in judge.killed.most_common():
        print(f"{act:20}{count:>6}{judge.kept_whole[act]:>12}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
