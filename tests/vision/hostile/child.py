"""A process that opens the photos it is told, and says of each what became of it.

    python -m tests.vision.hostile.child MEMORY_MB

Reads lines of JSON with a path and whether the photo goes through the whole pipeline, and answers each with a line:
``opened``, or ``refused`` and the words, or ``fault`` and the trace; the processor time; the process's peak memory.
"""

import json
import resource
import sys
import time
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.photo import DecodedPhoto
from mineral_desk.domain.records import analysis_from_record, analysis_to_record
from mineral_desk.services.analysing import analyse_alone
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.vision.decode import decode, decode_thumbnail, inspect
from mineral_desk.vision.quality import assess

Answer = TypeVar("Answer")
THUMBNAIL_PX = 256


def main() -> None:
    """Answer until the lines end."""
    limit = int(sys.argv[1]) * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    for line in sys.stdin:
        asked = json.loads(line)
        started = time.process_time()
        outcome, words = attempt(Path(asked["path"]), asked["whole"])
        answer = {
            "outcome": outcome,
            "words": words,
            "seconds": time.process_time() - started,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


def attempt(path: Path, whole: bool) -> tuple[str, str]:
    """Everything that the program does with a photo file."""
    try:
        facts, _ = asked_for(lambda: inspect(path))
        thumbnail, no_thumbnail = asked_for(lambda: decode_thumbnail(path, THUMBNAIL_PX))
        decoded, refusal = asked_for(lambda: decode(path))
        if decoded is None:
            return "refused", refusal
        assert facts is not None, "it opens, but not its header"
        assert thumbnail is not None, f"it opens, but has no thumbnail: {no_thumbnail}"
        assert max(thumbnail.shape[:2]) <= THUMBNAIL_PX
        check(decoded)
        if whole:
            del decoded
            check_whole(path)
    except BaseException:
        return "fault", traceback.format_exc()
    return "opened", f"{facts.width_px} x {facts.height_px}"


def asked_for(what: Callable[[], Answer]) -> tuple[Answer | None, str]:
    """The answer, or the words of its refusal; the refusal itself is let go, as it holds what was read until then."""
    try:
        return what(), ""
    except MineralDeskError as refusal:
        assert refusal.message  # noqa: PT017  a photo may as well open
        assert refusal.hint  # noqa: PT017
        assert not isinstance(refusal.__cause__, MemoryError), f"ran out of memory: {refusal}"  # noqa: PT017
        return None, f"{type(refusal).__name__}: {refusal}"


def check(decoded: DecodedPhoto) -> None:
    """Size, depth and judgement of a photo that opened."""
    height, width = decoded.pixels.shape[:2]
    assert decoded.pixels.dtype == np.uint8
    assert decoded.photo.width_px > 0
    assert decoded.photo.height_px > 0
    longer = max(decoded.photo.width_px, decoded.photo.height_px) / decoded.reduction
    assert abs(longer - max(width, height)) <= 1
    quality = assess(decoded, AnalysisSettings())
    json.dumps([(issue.value, issue.limit) for issue in quality.issues], allow_nan=False)


def check_whole(path: Path) -> None:
    """The photo through the pipeline to its record, which must be a line of JSON and come back from it."""
    record = analysis_to_record(analyse_alone(desk(), path))
    line = json.dumps(record, ensure_ascii=False, allow_nan=False)
    assert "\n" not in line
    assert line.encode()
    assert analysis_to_record(analysis_from_record(json.loads(line))) == record


@cache
def desk() -> Desk:
    """The models, loaded once."""
    return Desk(find_folders(), Settings(analysis=AnalysisSettings(explain="none")))


if __name__ == "__main__":
    main()
