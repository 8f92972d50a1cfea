"""The part of the stand-in backend that is about models and accuracy."""

from collections.abc import Sequence
from pathlib import Path

from mineral_desk.domain.accuracy import AccuracyReport, accuracy_of
from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.device import ComputeDevice
from mineral_desk.domain.errors import ModelError
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.comparison_report import ComparisonReport
from mineral_desk.services.installing.installing import Installed
from mineral_desk.services.models import ModelState


class StandInModels:
    """One model, nothing judged."""

    model_in_use = "species"
    card = ModelCard("species", "3", "species.onnx", "a" * 64, "classifier")

    def compute_device(self) -> ComputeDevice:
        return ComputeDevice(2)

    def look_at_chosen_model(self) -> Job[ModelError | None]:
        yield Progress(0, 0)
        return None

    def models(self) -> Sequence[ModelState]:
        return [ModelState("species", self.card, place=Path("models/species.toml"), is_shipped=True, is_used=True)]

    def verify_models(self) -> Job[list[ModelState]]:
        yield Progress(0, 0)
        return list(self.models())

    def install_model(self, source: str, sha256: str) -> Job[Installed]:
        yield Progress(0, 1)
        return Installed(self.card, Path(source), replaced=bool(sha256))

    def unknown_labels(self, installed: Installed) -> tuple[str, ...]:
        return installed.card.labels

    def remove_model(self, name: str) -> None:
        assert name

    def use_model(self, name: str) -> Job[None]:
        yield Progress(0, 0)
        self.model_in_use = name

    def compare_models(self, first: str, second: str) -> Job[ComparisonReport]:
        yield Progress(0, 1)
        return ComparisonReport((ModelRef(first, "a" * 64), ModelRef(second, "b" * 64)), ())

    def count_of_other_models(self) -> int:
        return 0

    def analyse_with_model_in_use(self) -> Job[int]:
        yield Progress(0, 0)
        return 0

    def count_accuracy(self) -> Job[AccuracyReport]:
        yield Progress(0, 0)
        return accuracy_of(())
