"""The models on this computer, as both faces show them, and which of them suggests names."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from mineral_desk import vision
from mineral_desk.domain.device import ComputeDevice
from mineral_desk.domain.errors import ModelError, ModelUnfit
from mineral_desk.domain.model import NAMING_KINDS, ModelCard
from mineral_desk.domain.phrase import listed, said
from mineral_desk.domain.progress import Job
from mineral_desk.services.desk import Desk
from mineral_desk.services.minerals import load_minerals
from mineral_desk.services.paths import Folders
from mineral_desk.services.trying.tried import TriedModels
from mineral_desk.vision.card_files import byte_size, bytes_on_disk
from mineral_desk.vision.model_store import ALWAYS_USED, CYRILLIC, DEFAULT_CLASSIFIER, ModelStore, chosen_model

NONE_UNUSABLE: Mapping[str, ModelError] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model by its name: its card where that can be read, and what is wrong with it in words, else empty.

    ``unknown_labels`` are names that the list of minerals does not have: they are suggested as they stand. ``silence``
    says why a model has no say although its files are sound; it is empty where it has one, and where nobody looked.
    """

    name: str
    card: ModelCard | None
    fault: str = ""
    place: Path | None = None
    byte_size: int = 0
    is_shipped: bool = False
    is_used: bool = False
    unknown_labels: tuple[str, ...] = ()
    silence: str = ""

    @property
    def can_be_used(self) -> bool:
        """Whether it could suggest names and does not yet."""
        return self.card is not None and self.card.kind in NAMING_KINDS and not self.is_used


def list_models(
    folders: Folders, model: str = "", unusable: Mapping[str, ModelError] = NONE_UNUSABLE
) -> list[ModelState]:
    """All models by name; only their cards are read. ``model`` is the classifier that the settings name.

    ``unusable`` are those of which it was found out that they cannot be used.
    """
    return list(_states(folders, model, _but(ModelStore(folders.models).card, unusable)))


def verify_models(folders: Folders, model: str = "") -> Job[list[ModelState]]:
    """All models by name; every file is compared with its card, every network is opened and run once.

    Each in a process of its own, see :mod:`mineral_desk.services.trying`. Of a head that reads Cyrillic it is also
    found out whether the recognition network that it belongs to is here.
    """
    store, tried = ModelStore(folders.models), TriedModels(folders)
    faults: dict[str, ModelError] = {}
    for name in store.names():
        try:
            yield from tried.try_again(store.card_file(name))
        except ModelError as fault:
            faults[name] = fault
    return [_listened_to(state) for state in _states(folders, model, _but(store.card, faults))]


def _but(read: Callable[[str], ModelCard], faults: Mapping[str, ModelError]) -> Callable[[str], ModelCard]:
    """Reads cards, and raises the fault of a model that has one."""

    def card(name: str) -> ModelCard:
        if name in faults:
            raise faults[name]
        return read(name)

    return card


def model_in_use(model: str) -> str:
    """The name of the classifier that the settings mean."""
    return model or DEFAULT_CLASSIFIER


def compute_device() -> ComputeDevice:
    """What the models compute on here."""
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ComputeDevice(threads, vision.inference.other_devices())


def use_model(desk: Desk, name: str) -> Job[None]:
    """Let the classifier ``name`` suggest names from now on, and keep that; it is tried and loaded to see that it can.

    Raises a :class:`ModelError` where it cannot, and then the one before stays in use.
    """
    yield from desk.tried.try_first(desk.models.card_file(name))
    load_namer(desk.models, name)
    desk.choose_model("" if name == DEFAULT_CLASSIFIER else name)


def look_at_chosen_model(desk: Desk) -> Job[ModelError | None]:
    """Load the classifier that the settings name; where it cannot be used, the program does without it.

    Returns why, in words for whoever chose it; None where it can be used, or is not chosen (any more).
    """
    chosen = desk.settings.analysis.model
    if not chosen:
        return None
    store, name = chosen_model(desk.models, chosen)
    try:
        yield from desk.tried.try_first(store.card_file(name))
        load_namer(store, name)
    except ModelError as fault:
        if not desk.do_without_model(chosen, fault):
            return None
        instead = said("The model that comes with the program suggests names instead.")
        words = listed([fault.message, instead], " ")
        return ModelUnfit(words, "Install it again, or use another one: Tools, Models.")
    return None


def load_namer(store: ModelStore, name: str) -> "vision.pipeline.Naming":
    """The model ``name``, loaded to suggest names. Raises a :class:`ModelError` where it cannot."""
    loaded = store.load(name)
    if loaded.card.kind not in NAMING_KINDS:
        words = said(
            "The model {name} is of the kind {kind} and does not suggest names.",
            name=name,
            kind=loaded.card.kind or said("unknown"),
        )
        raise ModelUnfit(words, said("Choose one of the kind {kinds}.", kinds=", ".join(NAMING_KINDS)))
    return vision.pipeline.naming_model(loaded)


def unknown_labels(card: ModelCard, resources: Path) -> tuple[str, ...]:
    """The names that a card's model gives and the list of minerals does not have."""
    if card.kind not in NAMING_KINDS:
        return ()
    minerals = load_minerals(resources)
    return tuple(name for name in card.labels if minerals.by_name(name) is None)


def _states(folders: Folders, model: str, read: Callable[[str], ModelCard]) -> Iterator[ModelState]:
    store, used = ModelStore(folders.models), {*ALWAYS_USED, model_in_use(model)}
    for name in store.names():
        place = store.card_file(name)
        own = folders.own_models in place.parents
        state = ModelState(name, None, place=place, is_shipped=not own, is_used=name in used)
        try:
            card = read(name)
        except ModelError as fault:
            yield replace(state, fault=str(fault), byte_size=_byte_size(place))
            continue
        yield replace(
            state, card=card, byte_size=_byte_size(place), unknown_labels=unknown_labels(card, folders.resources)
        )


def _listened_to(state: ModelState) -> ModelState:
    """The state with the reason where the model is silent; one whose text reader is not there cannot be used."""
    if state.card is None or state.card.kind != CYRILLIC:
        return state
    try:
        _, recognition = vision.text_models.text_models().refs
    except ModelError as fault:
        return replace(state, card=None, fault=str(fault))
    return replace(state, silence=vision.second_reading.silence(state.card, recognition))


def _byte_size(card_file: Path) -> int:
    """The card with all its files, or alone where it names none."""
    try:
        return bytes_on_disk(card_file)
    except ModelError:
        return byte_size(card_file)
