"""Do thousands of acts of every kind, undo all of them and redo all of them, with restarts between.

    python -m tests.catalogue.undo_far [--steps 10000] [--seed 1] [--folder FOLDER]

After each act, undo and redo the whole state is compared with what it was at that step. Exit status 1 at the first
difference. A part of the steps is written in common transactions, as bulk work is; the rest is durable one by one.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from tests.catalogue.acts import KINDS, Acting, digest
from tests.catalogue.conftest import make_analysis, make_photo

PHOTOS = 8
LEG = 250
"""Steps between two restarts."""


class Walk:
    """One walk there, back, and there again."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path, self.dice = path, random.Random(seed)
        self.done: Counter[str] = Counter()
        with create_catalogue(path) as catalogue:
            for number in range(PHOTOS):
                photo = make_photo(f"{number}.jpg")
                photo_id, _, _ = catalogue.photos.add(photo, str(number % 3 or ""), "file name", who="Anna")
                catalogue.analyses.add(photo_id, make_analysis(photo), "fingerprint")
            self.states = [digest(catalogue)]

    def there(self, steps: int) -> None:
        """Do that many acts."""
        while len(self.states) <= steps:
            with self._opened() as catalogue:
                acting = Acting(catalogue, list(range(1, PHOTOS + 1)), self.dice)
                for _ in range(LEG):
                    kind = self.dice.choice(KINDS)
                    if len(self.states) <= steps and acting.act(kind):
                        self.done[kind] += 1
                        self.states.append(digest(catalogue))

    def back(self) -> None:
        """Undo all of them, looking at each state."""
        self._follow(list(reversed(self.states[:-1])), lambda catalogue: catalogue.history.undo("Boris"))

    def again(self) -> None:
        """Redo all of them, looking at each state."""
        self._follow(self.states[1:], lambda catalogue: catalogue.history.redo("Boris"))

    def _follow(self, states: list[str], step: Callable[[Catalogue], object]) -> None:
        for start in range(0, len(states), LEG):
            with self._opened() as catalogue:
                for number, wanted in enumerate(states[start : start + LEG], start=start):
                    assert step(catalogue), f"step {number}: there was nothing left"
                    assert digest(catalogue) == wanted, f"step {number}: another state"
        with open_catalogue(self.path) as catalogue:
            assert not step(catalogue), "there was something left"
            assert catalogue.check() == []

    @contextmanager
    def _opened(self) -> Iterator[Catalogue]:
        """The catalogue after a restart; every other time with one transaction for all."""
        with open_catalogue(self.path) as catalogue:
            if self.dice.random() < 0.5:
                yield catalogue
            else:
                with catalogue.together():
                    yield catalogue


def main() -> int:
    """Walk and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="a disk to work on (default: the system's temporary folder)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.folder) as place:
        walk = Walk(Path(place) / "каталог № 1.mdc", arguments.seed)
        for name, part in (
            ("done", lambda: walk.there(arguments.steps)),
            ("undone", walk.back),
            ("redone", walk.again),
        ):
            started = time.monotonic()
            try:
                part()
            except AssertionError as fault:
                print(f"{name}: {fault}")
                return 1
            print(f"{arguments.steps} steps {name}, every state as it was, in {time.monotonic() - started:.0f} s")
    print(", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in walk.done.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
