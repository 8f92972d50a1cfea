"""The models on this computer, as both faces show them."""

from dataclasses import dataclass

from mineral_desk.domain.errors import ModelError
from mineral_desk.domain.model import ModelCard
from mineral_desk.services.paths import Folders
from mineral_desk.vision.model_store import ModelStore


@dataclass(frozen=True, slots=True)
class ModelState:
    """A model by its name: its card where that can be read, and what is wrong with it in words, else empty."""

    name: str
    card: ModelCard | None
    fault: str = ""


def list_models(folders: Folders) -> list[ModelState]:
    """All models by name; only their cards are read."""
    store, states = ModelStore(folders.models), []
    for name in store.names():
        try:
            states.append(ModelState(name, store.card(name)))
        except ModelError as fault:
            states.append(ModelState(name, None, str(fault)))
    return states


def verify_models(folders: Folders) -> list[ModelState]:
    """All models by name; each file is read whole and compared with the sha256 in its card."""
    store, states = ModelStore(folders.models), []
    for name in store.names():
        try:
            states.append(ModelState(name, store.load(name).card))
        except ModelError as fault:
            states.append(ModelState(name, None, str(fault)))
    return states
