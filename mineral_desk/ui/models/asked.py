"""What the window asks about models and accuracy, and the answers of the real services."""

from collections.abc import Sequence
from typing import Protocol

from mineral_desk.domain.accuracy import AccuracyReport
from mineral_desk.domain.device import ComputeDevice
from mineral_desk.domain.errors import ModelError
from mineral_desk.domain.progress import Job
from mineral_desk.services import accuracy, comparing, models, reanalysing
from mineral_desk.services.comparison_report import ComparisonReport
from mineral_desk.services.desk import Desk
from mineral_desk.services.installing.installing import Installed, install_model, remove_model
from mineral_desk.services.models import ModelState


class ModelsBackend(Protocol):
    """The part of the window's backend that is about models; all but the first two on a lane."""

    @property
    def model_in_use(self) -> str: ...
    def compute_device(self) -> ComputeDevice: ...

    def look_at_chosen_model(self) -> Job[ModelError | None]:
        """On the vision lane, before anything is analysed."""
        ...

    def models(self) -> Sequence[ModelState]: ...
    def verify_models(self) -> Job[list[ModelState]]: ...
    def install_model(self, source: str, sha256: str) -> Job[Installed]: ...
    def unknown_labels(self, installed: Installed) -> tuple[str, ...]: ...
    def remove_model(self, name: str) -> None: ...
    def use_model(self, name: str) -> Job[None]: ...
    def compare_models(self, first: str, second: str) -> Job[ComparisonReport]:
        """On the photos that were named in the open catalogue."""
        ...

    def count_of_other_models(self) -> int:
        """How many photos show the analysis of another model than the one in use."""
        ...

    def analyse_with_model_in_use(self) -> Job[int]:
        """On the vision lane."""
        ...

    def count_accuracy(self) -> Job[AccuracyReport]: ...


class ModelsOfServices:
    """See :class:`ModelsBackend`."""

    _desk: Desk

    @property
    def model_in_use(self) -> str:
        """The classifier's name."""
        return models.model_in_use(self._desk.settings.analysis.model)

    def compute_device(self) -> ComputeDevice:
        """As the services say."""
        return models.compute_device()

    def models(self) -> Sequence[ModelState]:
        """As the services say."""
        return models.list_models(self._desk.folders, self.model_in_use, self._desk.unusable)

    def look_at_chosen_model(self) -> Job[ModelError | None]:
        """As the services say."""
        return models.look_at_chosen_model(self._desk)

    def verify_models(self) -> Job[list[ModelState]]:
        """As the services say."""
        return models.verify_models(self._desk.folders, self.model_in_use)

    def install_model(self, source: str, sha256: str) -> Job[Installed]:
        """Another version of a model in use is used from the next photo on."""
        installed = yield from install_model(self._desk.folders, source, sha256)
        self._desk.forget_models()
        return installed

    def unknown_labels(self, installed: Installed) -> tuple[str, ...]:
        """As the services say."""
        return models.unknown_labels(installed.card, self._desk.folders.resources)

    def remove_model(self, name: str) -> None:
        """One that is done without is chosen no more."""
        remove_model(self._desk.folders, name, self.model_in_use)
        self._desk.model_removed(name)

    def use_model(self, name: str) -> Job[None]:
        """As the services say."""
        return models.use_model(self._desk, name)

    def compare_models(self, first: str, second: str) -> Job[ComparisonReport]:
        """As the services say."""
        return (
            yield from comparing.compare_models(self._desk, (first, second), comparing.photos_named_here(self._desk))
        )

    def count_of_other_models(self) -> int:
        """As the services say."""
        return reanalysing.count_of_other_models(self._desk)

    def analyse_with_model_in_use(self) -> Job[int]:
        """As the services say."""
        return reanalysing.analyse_with_model_in_use(self._desk)

    def count_accuracy(self) -> Job[AccuracyReport]:
        """As the services say."""
        return accuracy.count_accuracy(self._desk)
