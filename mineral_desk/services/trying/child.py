"""The process that tries one model: it bounds itself, checks the model, says one line, and ends.

It ends with the process that started it, too, whose end of standard input closes then.
"""

import os
import sys
import threading
import traceback
from importlib import import_module
from pathlib import Path

from mineral_desk.domain.errors import ModelError, ModelHarmful
from mineral_desk.services.trying.answers import FAULT_OF_OURS, answer_of
from mineral_desk.services.trying.bounds import bound_this_process
from mineral_desk.services.trying.limits import TrialLimits

_TOO_MUCH = answer_of(ModelHarmful(""))
"""How much that was is said by the process outside."""
_CHECK = "mineral_desk.vision.model_check"
"""Loaded within the bounds, with all libraries that it needs, and before a thread waits for standard input: on Windows
NumPy's looks at that when it is loaded, and would wait for as long as the thread does.
"""


def main() -> None:
    """``CARD_FILE MEMORY_BYTES CPU_S WALL_S`` are the arguments."""
    card_file, limits = Path(sys.argv[1]), TrialLimits(int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
    bound_this_process(limits, at_too_much=lambda: _say(_TOO_MUCH))
    try:
        import_module(_CHECK)
        threading.Thread(target=_end_with_the_other, daemon=True).start()
        line = answer_of(_refusal(card_file))
    except MemoryError:
        line = _TOO_MUCH
    except Exception:
        traceback.print_exc()
        sys.exit(FAULT_OF_OURS)
    _say(line)


def _refusal(card_file: Path) -> ModelError | None:
    """Why the model cannot be used; None where it can."""
    from mineral_desk import vision  # noqa: PLC0415  within the bounds
    from mineral_desk.vision.model_store import ModelStore  # noqa: PLC0415

    try:
        vision.model_check.check_model(ModelStore([card_file.parent]), card_file.stem)
    except ModelError as refusal:
        return refusal
    return None


def _say(line: str) -> None:
    """The answer, and the end, whatever other threads do."""
    os.write(1, line.encode())
    os._exit(0)


def _end_with_the_other() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
