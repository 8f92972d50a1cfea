"""Analysing photos: the command line's run over files, and the window's work on what was taken in."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from mineral_desk import vision
from mineral_desk.domain.analysis import NO_OVERRULES, Analysis, Overrules
from mineral_desk.domain.change import NOTHING_CHANGED, Changes
from mineral_desk.domain.errors import MineralDeskError, PhotoError, ProgramFault
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.phrase import said
from mineral_desk.domain.progress import Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.duplicates import KnownPhotos, as_same_file
from mineral_desk.services.faults import write_down
from mineral_desk.services.masks import MaskFolder
from mineral_desk.services.numbering import propose_number
from mineral_desk.services.taking_in import facts, register
from mineral_desk.vision.hash_index import HashIndex

EDGE_SIGN = " edge "


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed(Progress):
    """One more photo is done; ``reused`` where the stored analysis still holds."""

    analysis: Analysis
    photo_id: int | None
    reused: bool


class Engine(Protocol):
    """Who computes analyses: this process, or other computers."""

    def has_room(self, under_way: int) -> bool:
        """Whether one more photo may begin while ``under_way`` of them are not finished yet."""

    def begin(self, photo: Photo, overrules: Overrules, mark: str) -> Callable[[], Analysis]:
        """Begin with a photo; what is returned waits for its analysis, which knows of no other photo.

        It raises :class:`PhotoError`; any other :class:`MineralDeskError` ends the run.
        """


def fingerprint(desk: Desk, overrules: Overrules = NO_OVERRULES) -> str:
    """What an analysis depends on beside the photo: engine, models, settings, overrules.

    A sha256, followed by the cube's edge where a person says another than the settings (:func:`with_edge`).
    """
    card = desk.pipeline.classifier.card
    parts = {
        "engine": vision.pipeline.ENGINE_VERSION,
        "models": {role: model.sha256 for role, model in desk.pipeline.models.items()},
        "classifier": [repr(card.calibration), card.fullgrad_sha256]
        + ([repr(card.zero_shot)] if card.zero_shot else []),
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
    return lambda path: analyse_alone(desk, path)


def analyse_alone(
    desk: Desk, path: Path, overrules: Overrules = NO_OVERRULES, observe: "vision.pipeline.Observe | None" = None
) -> Analysis:
    """One photo's way through the pipeline. Raises :class:`PhotoError` for whatever happens to that photo.

    A fault of the program met on one photo among thousands must not end the run: it is written down, and the photo
    is told as one that failed.
    """
    pipeline = desk.pipeline
    try:
        settings, known = overrules.settings(desk.settings.analysis), HashIndex().before("")
        return pipeline.analyse(path, settings, known, overrules, observe)
    except MineralDeskError:
        raise
    except MemoryError as fault:
        words = said("{name} needs more memory than is free.", name=path.name)
        raise PhotoError(words, "Close other programs, then Try again.") from fault
    except Exception as fault:
        where = write_down(fault, str(path), desk.folders.log_file)
        raise ProgramFault(
            said("Mineral Desk stumbled over {name}, a fault of its own.", name=path.name), where
        ) from fault


@dataclass(frozen=True, slots=True)
class Here:
    """The engine of this process: one photo after the other, each when it is waited for."""

    desk: Desk

    def has_room(self, under_way: int) -> bool:
        """One at a time."""
        return under_way == 0

    def begin(self, photo: Photo, overrules: Overrules, mark: str) -> Callable[[], Analysis]:  # noqa: ARG002
        """As :class:`Engine` says."""
        return lambda: analyse_alone(self.desk, photo.path, overrules)


def analyse_files(
    desk: Desk, files: Sequence[Path], again: bool = False, masks: Path | None = None, engine: Engine | None = None
) -> Generator[Analysed, None, None]:
    """Analyse ``files`` in their order; with a catalogue open, store the analyses and reuse those that still hold.

    Returns a job that yields one :class:`Analysed` a file; a photo that cannot be analysed has its ``error`` and the
    run goes on. ``engine`` computes in place of this process. Raises at once a :class:`ModelError` where the models
    cannot be used, and :class:`UsageError` where ``masks`` is a folder of these photos.
    """
    desk.load_models()
    worker = _Worker(desk, again, MaskFolder(masks, files) if masks is not None else None, engine)
    return _analysed_files(desk, files, worker)


def _analysed_files(desk: Desk, files: Sequence[Path], worker: "_Worker") -> Generator[Analysed, None, None]:
    names: dict[str, str] = {}
    for number, begun in enumerate(_begun_ahead(desk, files, worker), start=1):
        photo, path = begun.photo, begun.photo.path
        analysis, reused, more = worker.finish(begun)
        if photo.sha256 in names and not analysis.error:
            analysis = replace(
                analysis, quality=as_same_file(analysis.quality, names[photo.sha256], desk.settings.analysis)
            )
        names.setdefault(photo.sha256, path.name)
        changes = begun.changes | more
        yield Analysed(
            number, len(files), path.name, changes, analysis=analysis, photo_id=begun.photo_id, reused=reused
        )


def _begun_ahead(desk: Desk, files: Sequence[Path], worker: "_Worker") -> Iterator["_Begun"]:
    """The photos in their order, each registered and begun; as many more are begun as the engine has room for."""
    ahead: deque[_Begun] = deque()
    for path in files:
        photo = facts(path)
        if desk.lane is None:
            ahead.append(worker.begin(photo, None))
        else:
            taken = register(desk, photo)
            ahead.append(worker.begin(photo, taken.photo_id, taken.changes))
        while ahead and not worker.engine.has_room(len(ahead)):
            yield ahead.popleft()
    yield from ahead


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


@dataclass(slots=True)
class _Begun:
    """A photo under way. ``stored`` is an analysis that still holds; neither that nor ``wait``: not yet known."""

    photo: Photo
    photo_id: int | None
    overrules: Overrules
    mark: str
    changes: Changes
    stored: Analysis | None = None
    wait: Callable[[], Analysis] | None = None


class _Worker:
    """One run: the models, the settings' fingerprint and the photos known so far are looked up once."""

    def __init__(self, desk: Desk, again: bool, masks: MaskFolder | None = None, engine: Engine | None = None) -> None:
        self.desk = desk
        self.again = again
        self.masks = masks
        self.engine = engine or Here(desk)
        self.known = KnownPhotos(desk)
        self._under_way: set[int] = set()

    def analyse(self, photo: Photo, photo_id: int | None) -> tuple[Analysis, bool, Changes]:
        """The analysis, whether it is a stored one, and what was written."""
        return self.finish(self.begin(photo, photo_id))

    def begin(self, photo: Photo, photo_id: int | None, changes: Changes = NOTHING_CHANGED) -> _Begun:
        """Look for a stored analysis, or begin to compute one."""
        overrules = self.desk.reading.photos.overrules(photo_id) if photo_id is not None else NO_OVERRULES
        begun = _Begun(photo, photo_id, overrules, fingerprint(self.desk, overrules), changes)
        begun.stored = self._stored(begun)
        # of the same file twice in a run, the second takes what the first will have stored
        if begun.stored is None and (self.again or photo_id not in self._under_way):
            begun.wait = self.engine.begin(photo, overrules, begun.mark)
        if photo_id is not None:
            self._under_way.add(photo_id)
        return begun

    def finish(self, begun: _Begun) -> tuple[Analysis, bool, Changes]:
        """Wait for the analysis and store it: it, whether it was stored before, and what was written."""
        desk, photo, changes = self.desk, begun.photo, NOTHING_CHANGED
        stored = begun.stored if begun.stored is not None or begun.wait is not None else self._stored(begun)
        if stored is not None:
            analysis = replace(stored, photo=replace(stored.photo, path=photo.path))
        else:
            analysis = self._computed(begun)
            if begun.photo_id is not None:
                number, made = begun.photo_id, analysis
                changes = desk.write(lambda catalogue: catalogue.analyses.add(number, made, begun.mark))
                changes |= propose_number(desk, number, made)
        if begun.photo_id is not None:
            self._under_way.discard(begun.photo_id)
        self.known.add(analysis)
        if self.masks is not None:
            analysis = self.masks.write(analysis)
        return analysis, stored is not None, changes

    def _stored(self, begun: _Begun) -> Analysis | None:
        if begun.photo_id is None or self.again:
            return None
        return self.desk.reading.analyses.find(begun.photo_id, begun.mark)

    def _computed(self, begun: _Begun) -> Analysis:
        photo, overrules = begun.photo, begun.overrules
        wait = begun.wait or self.engine.begin(photo, overrules, begun.mark)
        try:
            return vision.pipeline.judged_among(wait(), self.known.before(photo.sha256))
        except PhotoError as fault:
            settings = overrules.settings(self.desk.settings.analysis)
            return replace(vision.pipeline.failed_analysis(photo, settings, fault), overrules=overrules)
