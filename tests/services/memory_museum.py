"""A museum of small analyses whose embeddings are chosen, over a real catalogue and the shipped model's card."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk

STARTER = Suggestions((Suggestion("Quartz", 0.4), Suggestion("Calcite", 0.1)), Recommendation.LOW)
DIMENSIONS = 8


def towards(axis: int, wobble: int = 0) -> np.ndarray:
    """A unit vector near an axis; those of one axis are 0.97 alike, those of two axes hardly."""
    vector = np.zeros(DIMENSIONS, np.float32)
    vector[axis] = 1
    vector += 0.06 * np.random.default_rng(wobble).normal(size=DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


@dataclass
class Museum:
    """Photos are taken in with their analysis, and confirmed when wanted."""

    desk: Desk
    starter: Suggestions = STARTER
    """What the model says of each photo."""

    def take_in(self, name: str, vector: np.ndarray | None, number: str = "") -> int:
        photo = Photo(Path("photos") / name, hashlib.sha256(name.encode()).hexdigest(), 1000, 640, 480)
        photo_id, _, _ = self.desk.write(
            lambda one: one.photos.add(photo, number, "file name" if number else "", who="Anna")
        )
        self.analyse(photo_id, vector)
        return photo_id

    def analyse(self, photo_id: int, vector: np.ndarray | None, sha256: str = "", labels: tuple[str, ...] = ()) -> None:
        analysis = self.analysis(vector, sha256)
        photo = self.desk.reading.photos.facts(photo_id)
        made = Analysis(
            photo,
            analysis.quality,
            tuple(Region(RegionKind.LABEL, Box(0, 0, 90, 30), 0.9, text) for text in labels),
            suggestions=self.starter,
            embedding=analysis.embedding,
            models=analysis.models,
        )
        self.desk.write(lambda one: one.analyses.add(photo_id, made, f"fingerprint {np.sum(vector)} {labels}"))

    def analysis(self, vector: np.ndarray | None, sha256: str = "") -> Analysis:
        card = self.desk.memory.card
        model = card.ref if not sha256 else type(card.ref)("other", sha256)
        photo = Photo(Path("x.jpg"), "0" * 64, 1000, 640, 480)
        return Analysis(
            photo, QualityReport(Verdict.OK), suggestions=self.starter, embedding=vector, models={"classifier": model}
        )

    def confirm(self, photo_id: int, species: str, verb: Verb = Verb.CORRECT) -> None:
        reviewing.decide(self.desk, Decision(photo_id, verb, "Anna", species))
