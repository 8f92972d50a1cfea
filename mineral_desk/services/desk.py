"""The Desk: everything a face needs, built once and handed on, never global."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from mineral_desk import vision
from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.errors import ModelError, UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.services.lane import CatalogueLane
from mineral_desk.services.minerals import MineralNames, load_minerals
from mineral_desk.services.paths import Folders
from mineral_desk.services.pictures import Pictures
from mineral_desk.services.remembering import MuseumMemory
from mineral_desk.services.settings import Settings, save_settings
from mineral_desk.services.trying.tried import TriedModels
from mineral_desk.vision.model_store import DEFAULT_CLASSIFIER, ModelStore, cards_in_use, chosen_model

Answer = TypeVar("Answer")


class Desk:
    """Folders, settings, the open catalogue (if any), the mineral list and the vision pipeline.

    Models and lists are loaded when they are first needed, so that a window is on the screen before.
    """

    def __init__(self, folders: Folders, settings: Settings, catalogue: Path | None = None) -> None:
        self.folders = folders
        self.settings = settings
        self.models = ModelStore(folders.models)
        self.tried = TriedModels(folders)
        self.pictures = Pictures()
        self.lane = CatalogueLane(catalogue) if catalogue is not None else None
        self.unusable: dict[str, ModelError] = {}
        """What was chosen in the settings and could not be used when it was last looked at, by name."""
        self._done_without = ""
        self._pipeline: vision.pipeline.Pipeline | None = None
        self._memory: tuple[str, MuseumMemory] | None = None
        self._loading, self._remembering = threading.Lock(), threading.Lock()

    @cached_property
    def minerals(self) -> MineralNames:
        """The IMA list with synonyms."""
        return load_minerals(self.folders.resources)

    @property
    def pipeline(self) -> "vision.pipeline.Pipeline":
        """The loaded models; loading takes about a second and happens once. Raises a :class:`ModelError`.

        Models that did not come with the program and that nobody tried before are tried first.
        """
        with self._loading:
            if self._pipeline is None or self._pipeline.model_name != self.settings.analysis.model:
                load, name = vision.pipeline.load_pipeline, self.settings.analysis.model
                for card_file in cards_in_use(self.models, name):
                    finish(self.tried.try_once(card_file))
                self._pipeline = load(self.models, name, self.minerals.groups)
            return self._pipeline

    def load_models(self) -> None:
        """Load the models now if they are not yet, so that a fault is told before work begins; raises it."""
        _ = self.pipeline

    def load_vision(self) -> None:
        """Load the code that looks at pictures now, which otherwise happens when it is first needed."""
        vision.load_all()

    def forget_models(self) -> None:
        """Load models anew when they are next needed: another one is in use, or other files bear its name."""
        self.unusable.clear()
        with self._loading:
            self._pipeline = None
        with self._remembering:
            self._memory = None

    def do_without_model(self, chosen: str, fault: ModelError) -> bool:
        """Use the classifier that comes with the program instead of ``chosen``, which has that fault.

        The file of the settings keeps the choice: it holds again at the next start if the model can be used then.
        False where another one was chosen meanwhile: then nothing changes.
        """
        if self.settings.analysis.model != chosen:
            return False
        self._done_without = chosen
        self.settings = _with_model(self.settings, "")
        self.forget_models()
        self.unusable[chosen] = fault
        return True

    def choose_model(self, model: str) -> None:
        """Let that classifier suggest names from now on, and keep that; empty: the one that comes with the program.

        Raises :class:`OutputError`, and then nothing changes.
        """
        settings = _with_model(self.settings, model)
        save_settings(settings, self.folders.settings_file)
        self.settings, self._done_without = settings, ""
        self.forget_models()

    def model_removed(self, name: str) -> None:
        """Wait for that model no more, if it is the one that is done without. Raises :class:`OutputError`."""
        if name == self._done_without:
            self.choose_model("")

    @property
    def memory(self) -> MuseumMemory:
        """What the open catalogue's photos look like to the model of the settings; loaded by whoever has the time.

        Raises a :class:`ModelError` where there is no such model.
        """
        name = self.settings.analysis.model or DEFAULT_CLASSIFIER
        with self._remembering:
            if self._memory is None or self._memory[0] != name:
                store, plain = chosen_model(self.models, name)
                self._memory = name, MuseumMemory(store.card(plain))
            return self._memory[1]

    @property
    def reading(self) -> Catalogue:
        """This thread's connection to the open catalogue. Raises :class:`UsageError` where none is open."""
        return self._open_lane().reading

    def write(self, act: Callable[[Catalogue], Answer]) -> Answer:
        """Run ``act`` on the catalogue lane and wait for its answer."""
        return self._open_lane().write(act)

    def change_settings(self, settings: Settings) -> None:
        """Use ``settings`` from now on, and keep them. Raises :class:`SettingError`, :class:`OutputError`.

        A model that is done without is kept as the choice and not used, also where ``settings`` are those from before
        that was found out.
        """
        if settings.analysis.model in ("", self._done_without):
            save_settings(_with_model(settings, self._done_without), self.folders.settings_file)
            self.settings = _with_model(settings, "")
        else:
            save_settings(settings, self.folders.settings_file)
            self.settings = settings

    def open_catalogue(self, path: Path, *, create: bool = True) -> None:
        """Close the open catalogue and open another, new where there is none and ``create`` allows it.

        Where that fails, the first one stays open.
        """
        lane = CatalogueLane(path, create=create)
        self.close()
        self.lane = lane

    def close(self) -> None:
        """Close the catalogue after the writes asked for."""
        self._memory = None
        if self.lane is not None:
            self.lane.close()
            self.lane = None

    def _open_lane(self) -> CatalogueLane:
        if self.lane is None:
            raise UsageError("No catalogue is open.", "Open or create one first.")
        return self.lane

    def __enter__(self) -> "Desk":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _with_model(settings: Settings, model: str) -> Settings:
    return replace(settings, analysis=replace(settings.analysis, model=model))
