"""What goes to a worker and what comes back: text (faults as phrases), numbers and bytes.

An analysis travels as its JSON record, as the catalogue stores it, so that two versions of the program can never
mistake each other's objects. Beside it go the numbers that a record rounds and masks are cut from, and the embedding.
"""

import json
from dataclasses import replace
from typing import Any, NotRequired, TypedDict

import numpy as np

from mineral_desk.domain.analysis import Analysis, AnalysisSettings, Overrules, settings_as_dict
from mineral_desk.domain.explanation import Explanation
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.record_numbers import path_to_text, printable
from mineral_desk.domain.records import analysis_from_record, analysis_to_record, overrules_to_record

Record = dict[str, Any]


class Parcel(TypedDict):
    """One photo for a worker: where it lies, what it must be, and how to look at it.

    ``mark`` is the fingerprint that the analysis must have: engine, models, settings. ``content`` are the file's bytes
    where the workers do not see the folder.
    """

    version: str
    path: str
    name: str
    sha256: str
    settings: Record
    overrules: Record
    mark: str
    content: bytes | None


class Passport(TypedDict):
    """What a computer works with: the program's version, and the sha256 of each model by its role."""

    computer: str
    version: str
    engine: int
    models: dict[str, tuple[str, str]]


class HeatMap(TypedDict):
    """The parts of an explanation that a mask is cut from, not rounded; ``grid`` is little-endian float32."""

    grid: bytes
    shape: tuple[int, ...]
    box_px: tuple[float, ...]
    threshold: float


class Answer(TypedDict):
    """One of: an analysis; words (message, hint) why there is none; the file is not seen; the worker must not work.

    ``refused`` holds the worker's passport, or why it has none.
    """

    analysis: NotRequired[str]
    heat_map: NotRequired[HeatMap | None]
    embedding: NotRequired[bytes | None]
    error: NotRequired[tuple[str, str]]
    unseen: NotRequired[bool]
    refused: NotRequired[Passport | str]


def parcel(  # noqa: PLR0917 - what, how, by whom
    photo: Photo, settings: AnalysisSettings, overrules: Overrules, mark: str, version: str, content: bytes | None
) -> Parcel:
    """The parcel of a photo whose facts are known here."""
    return Parcel(
        version=version,
        path=path_to_text(photo.path.absolute()),
        name=printable(photo.path.name),
        sha256=photo.sha256,
        settings=dict(settings_as_dict(settings)),
        overrules=overrules_to_record(overrules),
        mark=mark,
        content=content,
    )


def answer_with(analysis: Analysis) -> Answer:
    """The answer that holds ``analysis``."""
    shown, embedding = analysis.explanation, analysis.embedding
    return Answer(
        analysis=json.dumps(analysis_to_record(analysis), allow_nan=False),
        heat_map=None if shown is None else _heat_map(shown),
        embedding=None if embedding is None else embedding.astype("<f4").tobytes(),
    )


def analysis_in(answer: Answer, photo: Photo) -> Analysis:
    """The analysis in an answer, of the photo at its place here."""
    found = analysis_from_record(json.loads(answer["analysis"]))
    shown, exact, embedding = found.explanation, answer.get("heat_map"), answer.get("embedding")
    if shown is not None and exact is not None:
        shown = replace(
            shown,
            heat_map=np.frombuffer(exact["grid"], "<f4").astype(np.float32).reshape(exact["shape"]),
            box_px=Box(*exact["box_px"]),
            threshold=exact["threshold"],
        )
    return replace(
        found,
        photo=replace(found.photo, path=photo.path),
        explanation=shown,
        embedding=None if embedding is None else np.frombuffer(embedding, "<f4").astype(np.float32),
    )


def _heat_map(shown: Explanation) -> HeatMap:
    return HeatMap(
        grid=shown.heat_map.astype("<f4").tobytes(),
        shape=shown.heat_map.shape,
        box_px=tuple(float(value) for value in shown.box_px),
        threshold=float(shown.threshold),
    )
