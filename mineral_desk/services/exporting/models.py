"""What a model that an analysis used is called, with its version where its card is on this computer."""

from collections.abc import Iterable, Mapping

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.model import ModelCard

ModelWords = Mapping[str, str]
"""The words for a model by its sha256."""


def versions_of(cards: Iterable[ModelCard]) -> ModelWords:
    """The versions of the models on this computer by the sha256 of their files."""
    return {card.sha256: card.version for card in cards if card.version}


def model_in_words(model: ModelRef, versions: ModelWords) -> str:
    """``starter version 3 (sha256 1a2b3c4d5e6f)``: the version may be unknown, the hash never is."""
    version = versions.get(model.sha256, "")
    return f"{model.name}{f' version {version}' if version else ''} (sha256 {model.sha256[:12]})"
