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
from functools import cache
from pathlib import Path

import numpy as np

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.records import analysis_from_record, analysis_to_record
from mineral_desk.services.analysing import analyse_alone
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.vision.decode import decode, decode_thumbnail, inspect
from mineral_desk.vision.quality import assess

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
        return look(path, whole)
    except MineralDeskError as refusal:
        if not refusal.message or not refusal.hint:
            return "fault", f"no words: {refusal!r}"
        if isinstance(refusal.__cause__, MemoryError):
            return "fault", f"ran out of memory: {refusal}"
        return "refused", f"{type(refusal).__name__}: {refusal}"
    except BaseException:
        return "fault", traceback.format_exc()


def look(path: Path, whole: bool) -> tuple[str, str]:
    """Raises what the program raises."""
    refusal: MineralDeskError | None = None
    try:
        facts = inspect(path)
        assert facts.width_px > 0
        assert facts.height_px > 0
    except MineralDeskError as fault:
        refusal = fault
    thumbnail = None
    try:
        decoded = decode(path)
    finally:
        try:
            thumbnail = decode_thumbnail(path, THUMBNAIL_PX)
        except MineralDeskError as fault:
            if isinstance(fault.__cause__, MemoryError):
                raise
    assert refusal is None, f"what was refused opens: {refusal}"
    height, width = decoded.pixels.shape[:2]
    assert decoded.pixels.dtype == np.uint8
    assert abs(decoded.photo.width_px / decoded.reduction - width) <= 1
    assert thumbnail is not None, "it opens, but has no thumbnail"
    assert max(thumbnail.shape[:2]) <= THUMBNAIL_PX
    quality = assess(decoded, AnalysisSettings())
    json.dumps([issue.value for issue in quality.issues], allow_nan=False)
    if whole:
        record = analysis_to_record(analyse_alone(desk(), path))
        line = json.dumps(record, ensure_ascii=False, allow_nan=False)
        line.encode()
        assert analysis_to_record(analysis_from_record(json.loads(line))) == record
    return "opened", f"{width} x {height}"


@cache
def desk() -> Desk:
    """The models, loaded once."""
    return Desk(find_folders(), Settings(analysis=AnalysisSettings(explain="none")))


if __name__ == "__main__":
    main()
