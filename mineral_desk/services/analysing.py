"""Analysing photos: the command line's run over files, and the window's work on what was taken in."""

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from mineral_desk.domain.analysis import NO_OVERRULES, Analysis, Overrules
from mineral_desk.domain.change import NOTHING_CHANGED, Changes
from mineral_desk.domain.errors import MineralDeskError, PhotoError
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.progress import Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.duplicates import KnownPhotos, as_same_file
from mineral_desk.services.faults import write_down
from mineral_desk.services.masks import MaskFolder
from mineral_desk.services.numbering import propose_number
from mineral_desk.services.taking_in import facts, register
from mineral_desk.vision.hash_index import EarlierHashes, HashIndex
from mineral_desk.vision.pipeline import ENGINE_VERSION, failed_analysis

EDGE_SIGN = " edge "


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed(Progress):
    """One more photo is done; ``reused`` where the stored analysis still holds."""

    analysis: Analysis
    photo_id: int | None
    reused: bool


def fingerprint(desk: Desk, overrules: Overrules = NO_OVERRULES) -> str:
    """What an analysis depends on beside the photo: engine, models, settings, overrules.

    A sha256, followed by the cube's edge where a person says another than the settings (:func:`with_edge`).
    """
    card = desk.pipeline.classifier.card
    parts = {
        "engine": ENGINE_VERSION,
        "models": {role: model.sha256 for role, model in desk.pipeline.models.items()},
        "classifier": [repr(card.calibration), card.fullgrad_sha256],
        "settings": asdict(desk.settings.analysis),
        # accepted issues change where the photo waits, not what is found in it
        "overrules": [overrules.uncovered_px, overrules.covered_px, overrules.specimen_px],
    }
    return with_edge(hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest(), overrules.cube_edge_mm)


def with_edge(mark: str, edge_mm: float | None) -> str:
    """The fingerprint of the same analysis with the cube's edge as a person says, or as the settings say (None)."""
    mark = mark.partition(EDGE_SIGN)[0]
    return mark if edge_mm is None else f"{mark}{EDGE_SIGN}{edge_mm:.6g}"


def analyser(desk: Desk) -> Callable[[Path], Analysis]:
    """A function that analyses one photo by itself: no catalogue, no duplicates. It raises :class:`PhotoError`."""
    nothing_known = HashIndex().before("")
    return lambda path: _analyse(desk, path, nothing_known)


def _analyse(desk: Desk, path: Path, known: EarlierHashes, overrules: Overrules = NO_OVERRULES) -> Analysis:
    """One photo's way through the pipeline. Raises :class:`PhotoError` for whatever happens to that photo.

    A fault of the program met on one photo among thousands must not end the run: it is written down, and the photo
    is told as one that failed.
    """
    pipeline = desk.pipeline
    try:
        return pipeline.analyse(path, overrules.settings(desk.settings.analysis), known, overrules)
    except MineralDeskError:
        raise
    except MemoryError as fault:
        words = f"{path.name} needs more memory than is free."
        raise PhotoError(words, "Close other programs, then Try again.") from fault
    except Exception as fault:
        where = write_down(fault, str(path), desk.folders.log_file)
        raise PhotoError(f"Mineral Desk stumbled over {path.name}, a fault of its own.", where) from fault


def analyse_files(
    desk: Desk, files: Sequence[Path], again: bool = False, masks: Path | None = None
) -> Generator[Analysed, None, None]:
    """Analyse ``files`` in their order; with a catalogue open, store the analyses and reuse those that still hold.

    Returns a job that yields one :class:`Analysed` a file; a photo that cannot be analysed has its ``error`` and the
    run goes on. Raises at once a :class:`ModelError` where the models cannot be used, and :class:`UsageError` where
    ``masks`` is a folder of these photos.
    """
    desk.load_models()
    worker = _Worker(desk, again, MaskFolder(masks, files) if masks is not None else None)
    return _analysed_files(desk, files, worker)


def _analysed_files(desk: Desk, files: Sequence[Path], worker: "_Worker") -> Generator[Analysed, None, None]:
    names: dict[str, str] = {}
    for number, path in enumerate(files, start=1):
        photo = facts(path)
        photo_id, changes = None, NOTHING_CHANGED
        if desk.lane is not None:
            taken = register(desk, photo)
            photo_id, changes = taken.photo_id, taken.changes
        analysis, reused, more = worker.analyse(photo, photo_id)
        if photo.sha256 in names and not analysis.error:
            analysis = replace(
                analysis, quality=as_same_file(analysis.quality, names[photo.sha256], desk.settings.analysis)
            )
        names.setdefault(photo.sha256, path.name)
        yield Analysed(
            number, len(files), path.name, changes | more, analysis=analysis, photo_id=photo_id, reused=reused
        )


def analyse_taken_in(
    desk: Desk, photo_ids: Iterable[int] | None = None, again: bool = False
) -> Generator[Analysed, None, int]:
    """Analyse photos of the catalogue: those named, or all that wait. Returns how many were analysed."""
    rows = [desk.reading.queue.row(one) for one in photo_ids] if photo_ids is not None else desk.reading.queue.waiting()
    worker = _Worker(desk, again)
    for number, row in enumerate(rows, start=1):
        analysis, reused, changes = worker.analyse(desk.reading.photos.facts(row.id), row.id)
        yield Analysed(number, len(rows), row.path.name, changes, analysis=analysis, photo_id=row.id, reused=reused)
    return len(rows)


def analyse_after(desk: Desk, photo_id: int, overrule: Callable[[], Changes]) -> Generator[Progress, None, int]:
    """Write where a person says that the clean-up was wrong, then analyse the photo by it."""
    changes = overrule()
    yield Progress(0, 1, changes.name, changes)
    return (yield from analyse_taken_in(desk, [photo_id], again=True))


class _Worker:
    """One run: the models, the settings' fingerprint and the photos known so far are looked up once."""

    def __init__(self, desk: Desk, again: bool, masks: MaskFolder | None = None) -> None:
        self.desk = desk
        self.again = again
        self.masks = masks
        self.known = KnownPhotos(desk)

    def analyse(self, photo: Photo, photo_id: int | None) -> tuple[Analysis, bool, Changes]:
        """The analysis, whether it is a stored one, and what was written."""
        desk, changes = self.desk, NOTHING_CHANGED
        overrules = desk.reading.photos.overrules(photo_id) if photo_id is not None else NO_OVERRULES
        mark = fingerprint(desk, overrules)
        stored = None
        if photo_id is not None and not self.again:
            stored = desk.reading.analyses.find(photo_id, mark)
        if stored is not None:
            analysis = replace(stored, photo=replace(stored.photo, path=photo.path))
        else:
            analysis = self._compute(photo, overrules)
            if photo_id is not None:
                number, made = photo_id, analysis
                changes = desk.write(lambda catalogue: catalogue.analyses.add(number, made, mark))
                changes |= propose_number(desk, number, made)
        self.known.add(analysis)
        if self.masks is not None:
            analysis = self.masks.write(analysis)
        return analysis, stored is not None, changes

    def _compute(self, photo: Photo, overrules: Overrules) -> Analysis:
        settings = overrules.settings(self.desk.settings.analysis)
        try:
            return _analyse(self.desk, photo.path, self.known.before(photo.sha256), overrules)
        except PhotoError as fault:
            return replace(failed_analysis(photo, settings, fault), overrules=overrules)
