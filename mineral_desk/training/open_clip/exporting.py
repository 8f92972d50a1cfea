"""From a CLIP model in torch to the files with which the program names minerals without torch (paper, section 4.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from mineral_desk.domain.errors import ModelUnfit, UsageError
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.minerals import load_minerals
from mineral_desk.services.paths import find_folders
from mineral_desk.training.open_clip.calibrating import calibrate, judge
from mineral_desk.training.open_clip.files import (
    Origin,
    Parts,
    fitted_tables,
    put_in_place,
    unfinished_folder,
    write_card,
    write_parts,
)
from mineral_desk.training.open_clip.image_graph import image_model, image_parity
from mineral_desk.training.open_clip.loading import ClipModel, freeze, settle
from mineral_desk.training.open_clip.map_graph import MapTail, map_model, map_parity
from mineral_desk.training.open_clip.templates import TEMPLATES
from mineral_desk.training.open_clip.texts import embed_names
from mineral_desk.training.open_clip.tower import Cut, NormalisedTower, find_cut
from mineral_desk.training.photos import LabelledPhoto
from mineral_desk.vision.model_store import ModelStore
from mineral_desk.vision.zero_shot import ZeroShotClassifier

IMA = "ima"
PARITY_LIMIT = 1e-3
"""ONNX Runtime and torch may differ by this share of an output's largest value."""
MAX_NAMES, MAX_NAMES_BYTES = 200_000, 8 << 20


@dataclass(frozen=True, slots=True)
class Order:
    """What to export and where to. ``held_out`` are photos of known species to calibrate on."""

    out: Path
    name: str
    names: Sequence[str]
    templates: tuple[str, ...] = TEMPLATES
    with_maps: bool = True
    held_out: Sequence[LabelledPhoto] = ()
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Exported:
    """The card's path, the parity figures, whether there are maps, and the accuracy where it was measured."""

    card: Path
    parity: Mapping[str, float]
    has_maps: bool
    figures: Mapping[str, object] = field(default_factory=dict)

    def in_words(self) -> str:
        """What was written, for the terminal."""
        parity = ", ".join(f"{what} {value:.1g}" for what, value in self.parity.items())
        lines = [f"Wrote {self.card}.", f"Largest difference from torch, as a share of the largest value: {parity}."]
        if not self.has_maps:
            lines.append("The model makes no activation maps.")
        if self.figures:
            lines += [_figures_in_words(what, self.figures[what]) for what in ("all_names", "occurring_names")]
        else:
            lines.append("Not calibrated: its suggestions are never recommended above 'low' (--held-out FOLDER).")
        return "\n".join(lines)


def _figures_in_words(what: str, by_collection: object) -> str:
    """One line of the paper's figures over all held-out photos."""
    figures = by_collection["all"] if isinstance(by_collection, dict) else {}
    tops = ", ".join(f"top {n} {100 * figures[f'top_{n}']:.1f} %" for n in (1, 3, 5, 10))
    of = f"{figures['photos']} photos of {figures['species']} species"
    return f"Held out, {what.replace('_', ' ')}: {tops}, mean of species {100 * figures['per_class']:.1f} % ({of})."


def names_of(wanted: str) -> list[str]:
    """The names of the IMA list, or those in a UTF-8 file, one a line. Raises :class:`UsageError`."""
    if wanted == IMA:
        return [mineral.name for mineral in load_minerals(find_folders().resources).list.minerals]
    path = Path(wanted)
    try:
        if path.stat().st_size > MAX_NAMES_BYTES:
            raise UsageError(f"{path} is too large for a list of names.", "Give a text file, one name a line.")
        lines = [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(f"{path} is no list of names: {fault}.", "Give a UTF-8 text file, one name a line.") from fault
    names = list(dict.fromkeys(line for line in lines if line))
    if not 2 <= len(names) <= MAX_NAMES:
        raise UsageError(f"{path} holds {len(names)} names.", f"It must hold 2 to {MAX_NAMES}, one a line.")
    return names


def export(model: ClipModel, order: Order, origin: Origin) -> Job[Exported]:
    """Write image tower, names and maps, prove them, and put them in place together.

    Raises :class:`ModelUnfit` when ONNX Runtime does not give what torch gives, :class:`OutputError`.
    """
    parts = yield from make_parts(model, order)
    with unfinished_folder(order.out, order.name) as folder:
        sections = write_parts(folder, order.name, parts)
        write_card(folder, order.name, model, parts, origin, sections)
        classifier = ZeroShotClassifier(ModelStore([folder]).load(order.name), order.threads)
        figures: dict[str, object] = {}
        if order.held_out:
            fitted = calibrate((yield from judge(classifier, order.held_out)))
            figures = fitted.figures
            tables = fitted_tables(fitted.calibration, fitted.figures, fitted.photos)
            write_card(folder, order.name, model, parts, origin, sections, fitted=tables)
        card = put_in_place(folder, order.out, order.name)
    return Exported(card, parts.parity, bool(parts.maps), figures)


def make_parts(model: ClipModel, order: Order) -> Job[Parts]:
    """The files' contents, and how far they are from torch. The model's weights get no derivatives afterwards."""
    settle(model.net)
    freeze(model.net)
    yield Progress(0, 0, "image tower")
    with torch.no_grad():
        cut = find_cut(model.visual, model.size_px) if order.with_maps else None
    tower = NormalisedTower(model.visual, cut, model.mean, model.deviation).eval()
    image = image_model(tower, model.size_px)
    parity = {"image": image_parity(tower, image, model.size_px)}
    maps = b""
    if cut is not None:
        yield Progress(0, 0, "activation maps")
        try:
            maps, parity["maps"] = _maps(tower, cut, model.size_px)
        except ModelUnfit as fault:  # the names are worth having all the same
            yield Progress(0, 0, str(fault))
    vectors = yield from embed_names(model, order.names, order.templates)
    parity["texts"] = rounding(vectors)
    for what, difference in parity.items():
        if not difference <= PARITY_LIMIT:
            raise ModelUnfit(f"The exported {what} differ from torch's by {difference:.2g}.", "Report this.")
    return Parts(image, maps, order.names, order.templates, vectors, parity)


def _maps(tower: NormalisedTower, cut: Cut, size_px: int) -> tuple[bytes, float]:
    """The model of the maps with its parity."""
    with torch.no_grad():
        embeddings, states = tower(torch.rand(2, 3, size_px, size_px))
    tail = MapTail(tower.visual, cut, size_px)
    maps = map_model(tail, states[:1], embeddings.shape[1])
    return maps, map_parity(tail, maps, [states[:1], states[1:]], embeddings.shape[1])


def rounding(vectors: npt.NDArray[np.float32]) -> float:
    """How far half precision moves the cosines of unit vectors (C, D) at most: the length of the largest change.

    Raises :class:`ModelUnfit` where all names have the same vector, which would name nothing.
    """
    if len(vectors) > 1 and float(np.abs(vectors - vectors[0]).max()) < 1e-6:
        raise ModelUnfit("All names have the same vector.", "The weights are damaged or untrained.")
    return float(np.linalg.norm(vectors.astype(np.float16).astype(np.float32) - vectors, axis=1).max())
