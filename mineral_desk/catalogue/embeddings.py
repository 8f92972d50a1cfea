"""The vectors of confirmed photos: what the search of alike specimens learns from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database

from mineral_desk.domain.analysis import Analysis


@dataclass(frozen=True, slots=True, eq=False)
class ConfirmedEmbeddings:
    """Photos whose species a person confirmed: ``vectors`` (N, D) float32, with the species and photo id of each."""

    vectors: npt.NDArray[np.float32]
    species: tuple[str, ...]
    photo_ids: tuple[int, ...]


class Embeddings:
    """Read the stored embeddings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def confirmed(self, model_sha256: str) -> ConfirmedEmbeddings:
        """The confirmed photos whose latest analysis was embedded by that model; others are not comparable."""
        rows = self._database.execute(
            "SELECT e.vector, d.species, s.photo_id FROM photo_state AS s "
            "JOIN decision AS d ON d.id = s.decision_id JOIN embedding AS e ON e.analysis_id = s.analysis_id "
            "WHERE s.state = 'decided' AND d.verb IN ('accept', 'correct') AND d.species <> '' "
            "AND e.model_sha256 = ? ORDER BY s.photo_id",
            (model_sha256,),
        ).fetchall()
        if not rows:
            return ConfirmedEmbeddings(np.zeros((0, 0), np.float32), (), ())
        vectors, species, photo_ids = zip(*rows, strict=True)
        matrix = np.frombuffer(b"".join(vectors), dtype="<f2").reshape(len(rows), -1).astype(np.float32)
        return ConfirmedEmbeddings(matrix, species, photo_ids)


def embedding_model(analysis: Analysis) -> str:
    """The sha256 of the model that made the embedding: the one called so, else the classifier."""
    model = analysis.models.get("embedding") or analysis.models.get("classifier")
    return "" if model is None else model.sha256
