"""Cyrillic, read out of what the recognition network says about Latin and Chinese characters.

PP-OCR's network was never taught Cyrillic: such letters come out as blanks. What it sees of them is in its answers all
the same: the ratios of its 18,710 probabilities are a linear map of 120 features, which a small head of our own reads
(:mod:`mineral_desk.training.reading`). So nothing is looked at twice, and the network stays as its makers ship it.
"""

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.analysis import ModelRef
from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.phrase import listed, said
from mineral_desk.vision.inference import Network
from mineral_desk.vision.model_store import LoadedModel
from mineral_desk.vision.text_decoding import Answers, decoded

RATIOS_INPUT, PROBABILITIES_OUTPUT, CLASSES_OUTPUT = "log_ratios", "probabilities", "classes"
LEAST_PROBABILITY, MOST_PROBABLE = np.float32(1e-30), 1 + 1e-3
MOST_RATIOS, TRIED_STEPS = 4096, 3
"""What a model may take, and a length on which it is tried when it is loaded."""
LOOK_ALIKES = frozenset("АВЕКМНОРСТУХЗаеоросухпикгзбч")
"""Cyrillic letters that have a twin among Latin letters and digits, in print or in italics."""
SHOWN_SHA = 12
LEAST_SURE = 0.8
LEAST_LETTERS = 2
LEAST_SHARE = 1 / 3
"""Labels have "АЗУРИТ Azurite" in one line."""
_CYRILLIC, _LATIN, _WORD = re.compile("[\u0400-\u04ff]"), re.compile("[A-Za-z]"), re.compile(r"\w+")


def log_ratios(answers: Answers, classes: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """The logarithms (T, S) of the probabilities of ``classes``, relative to their mean."""
    logs = np.log(np.maximum(answers[:, classes], LEAST_PROBABILITY))
    return np.asarray(logs - logs.mean(axis=1, keepdims=True), np.float32)


class SecondReading:
    """The head with its letters; it belongs to one recognition network and to no other."""

    def __init__(self, model: LoadedModel) -> None:
        """Raises :class:`ModelUnfit` where the model does not give what its card promises."""
        self._network = Network(model.data, model.card.file, threads=1)
        self._characters = model.card.labels
        self.recogniser_sha256 = recogniser_of(model.card).sha256
        blank = np.zeros((1, TRIED_STEPS, self._width()), np.float32)
        probabilities, classes = self._network.run({RATIOS_INPUT: blank}, [PROBABILITIES_OUTPUT, CLASSES_OUTPUT])
        if not (self._are_probabilities(probabilities, TRIED_STEPS) and _are_classes(classes, blank.shape[-1])):
            raise ModelUnfit(
                said(
                    "The model {name} does not tell the {n} letters of its card apart.",
                    name=model.card.file,
                    n=len(self._characters),
                ),
                "Install Mineral Desk again, or train it again.",
            )
        self._classes = np.asarray(classes, np.int64)

    def read(self, answers: Answers) -> tuple[str, float]:
        """The text of a line of which the recognition network says ``answers`` (T, C), and its mean probability."""
        if answers.shape[1] <= self._classes.max():
            return "", 0.0
        feed = log_ratios(answers, self._classes)[None]
        (probabilities,) = self._network.run({RATIOS_INPUT: feed}, [PROBABILITIES_OUTPUT])
        if not self._are_probabilities(probabilities, len(answers)):
            return "", 0.0
        return decoded(np.asarray(probabilities[0], np.float32), self._characters)

    def _are_probabilities(self, found: npt.NDArray[np.float32], steps: int) -> bool:
        """Whether there is one for the blank and for each letter at each step; a model from outside gives anything."""
        if found.dtype != np.float32 or found.shape != (1, steps, len(self._characters) + 1):
            return False
        return bool(np.isfinite(found).all() and found.min() >= 0 and found.max() <= MOST_PROBABLE)

    def _width(self) -> int:
        shapes = [port.shape for port in self._network.inputs if port.name == RATIOS_INPUT]
        width = shapes[0][2] if len(shapes) == 1 and len(shapes[0]) == 3 else None
        if width is None or not 0 < width <= MOST_RATIOS:
            raise ModelUnfit("The Cyrillic reader takes no ratios of probabilities.", "Install Mineral Desk again.")
        return width


def _are_classes(found: npt.NDArray[Any], width: int) -> bool:
    return found.dtype == np.int64 and found.shape == (width,) and bool(found.min() >= 0)


def is_cyrillic(text: str) -> bool:
    """Whether a text has Cyrillic letters that are taken for no others, and is Cyrillic for a third at least.

    One with a word of both alphabets is misread.
    """
    letters = [one for one in text if one.isalpha()]
    cyrillic = [one for one in letters if _CYRILLIC.match(one)]
    if len(cyrillic) < max(LEAST_LETTERS, LEAST_SHARE * len(letters)) or set(cyrillic) <= LOOK_ALIKES:
        return False
    return not any(_CYRILLIC.search(word) and _LATIN.search(word) for word in _WORD.findall(text))


def recogniser_of(card: ModelCard) -> ModelRef:
    """The recognition network that the head of that card belongs to; empty where the card names none."""
    return ModelRef(_trained_with(card, "recogniser"), _trained_with(card, "recogniser_sha256"))


def silence(card: ModelCard, network: ModelRef) -> str:
    """Why the head of that card is silent beside the recognition ``network``, and what to do; empty where it reads."""
    own, release = recogniser_of(card), _trained_with(card, "rapidocr")
    if own.sha256 == network.sha256:
        return ""
    words = said(
        "{file} is silent, and Cyrillic on labels is not read: RapidOCR brought the recognition network {found} "
        "(sha256 {found_sha}), and this model belongs to {own} (sha256 {own_sha}).",
        file=card.file,
        found=network.name,
        found_sha=network.sha256[:SHOWN_SHA],
        own=own.name or said("unknown"),
        own_sha=own.sha256[:SHOWN_SHA] or said("unknown"),
    )
    anew = said("It can also be trained anew: mineral-desk train cyrillic.")
    if not release:
        return listed([words, anew], " ")
    back = said("Install the release that has it: pip install rapidocr=={release}.", release=release)
    return listed([words, back, anew], " ")


def _trained_with(card: ModelCard, key: str) -> str:
    training = card.facts.get("training")
    return str(training.get(key, "")) if isinstance(training, dict) else ""
