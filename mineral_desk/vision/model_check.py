"""Whether a model is what its card says: all its files, what goes in and comes out, and a run on a blank picture."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import CLASSIFIER, ZERO_SHOT, ModelCard
from mineral_desk.domain.phrase import said
from mineral_desk.vision.card_files import card_table, named_files, refuse_slips
from mineral_desk.vision.classify import Classifier
from mineral_desk.vision.inference import Network
from mineral_desk.vision.measuring.classes import SegmentClass
from mineral_desk.vision.measuring.cube_acceptance import cube_acceptance
from mineral_desk.vision.measuring.features import CUBE_FEATURES
from mineral_desk.vision.measuring.fit_check import CHECKED_CHANNELS, VERDICT, check_network
from mineral_desk.vision.measuring.pose_estimate import ANSWERS, CHANNELS, CROP_PX, pose_network
from mineral_desk.vision.model_store import LoadedModel, ModelStore, checked_bytes
from mineral_desk.vision.onnx_file import refuse_file
from mineral_desk.vision.second_reading import SecondReading
from mineral_desk.vision.segmenter import LONG_SIDE_PX, segmenter
from mineral_desk.vision.zero_shot import ZeroShotClassifier

_CURE = "Ask whoever made the model for one that fits its card, or install Mineral Desk again if it came with that."


def check_model(store: ModelStore, name: str) -> ModelCard:
    """Compare every file on the card of ``name`` with its sha256, look at what the networks are made of, run them once.

    A file that is made to harm may hang or end the process that does this: models from outside are checked in a process
    of their own (:mod:`mineral_desk.services.trying`). Raises :class:`ModelMissing`, :class:`ModelAltered`,
    :class:`ModelUnfit`, :class:`ModelHarmful` with the first thing that does not fit.
    """
    card_file = store.card_file(name)
    table = card_table(card_file)
    refuse_slips(table, card_file.name)
    model = store.load(name)
    about = model.card.zero_shot
    networks = {model.card.file: model.data, model.card.fullgrad_file: model.fullgrad}
    read = set(networks)
    if about is not None:
        networks[about.maps_file] = model.maps
        read |= {about.maps_file, about.texts_file}
    for file, data in networks.items():
        if file:
            refuse_file(data, file)
    for file, sha256 in named_files(table).items():
        if file not in read:
            _check_further_file(card_file, file, sha256)
    _CHECKS.get(model.card.kind, _check_any)(model)
    return model.card


def _check_further_file(card_file: Path, file: str, sha256: str) -> None:
    data = checked_bytes(card_file, file, sha256)
    if file.lower().endswith(".onnx"):
        refuse_file(data, file)
        Network(data, file, threads=1)


def _check_classifier(model: LoadedModel) -> None:
    card = model.card
    _check_labels(model)
    classifier = Classifier(model, threads=1)
    found = classifier.classify(_blank(classifier.image.size_px))
    arrays = [found.probabilities, found.embedding, found.activations]
    if classifier.fullgrad is not None:
        gradient = np.zeros(len(found.activations), np.float32)
        arrays.append(classifier.fullgrad.heat(_blank(classifier.image.size_px), gradient))
    if not all(np.isfinite(array).all() for array in arrays):
        raise ModelUnfit(said("The model {file} gives no numbers for a blank picture.", file=card.file), _CURE)


def _check_zero_shot(model: LoadedModel) -> None:
    classifier = ZeroShotClassifier(model, threads=1)
    found = classifier.classify(_blank(classifier.image.size_px))
    arrays = [found.probabilities, found.embedding]
    if classifier.has_maps:
        arrays += classifier.map_parts(found.activations, 0)
    if not all(np.isfinite(array).all() for array in arrays):
        raise ModelUnfit(said("The model {file} gives no numbers for a blank picture.", file=model.card.file), _CURE)


def _check_labels(model: LoadedModel) -> None:
    """Said before anything else of a head that does not fit: the slip that is made most easily."""
    card = model.card
    if card.image is None or "logits" not in card.outputs:
        raise ModelUnfit(
            said("The card {name}.toml says neither what goes in nor where the logits come out.", name=card.name), _CURE
        )
    network = Network(model.data, card.file, threads=1)
    shape = (1, 3, card.image.size_px, card.image.size_px)
    takes = [port.shape for port in network.inputs if port.name == card.image.name]
    if not takes or not _allows(takes[0], shape):
        found = [(port.name, port.shape) for port in network.inputs]
        raise ModelUnfit(
            said(
                "The card {name}.toml promises an input {input} {shape}; it is {found}.",
                name=card.name,
                input=card.image.name,
                shape=shape,
                found=found,
            ),
            _CURE,
        )
    (logits,) = network.run({card.image.name: np.zeros(shape, np.float32)}, [card.outputs["logits"]])
    if logits.shape != (1, len(card.labels)):
        raise ModelUnfit(
            said(
                "The model {file} tells {n} names apart, its list of labels has {labels}.",
                file=card.file,
                n=logits.shape[-1] if logits.ndim else 0,
                labels=len(card.labels),
            ),
            _CURE,
        )


def _check_segmentation(model: LoadedModel) -> None:
    found = segmenter(model)(_blank(LONG_SIDE_PX)).probabilities
    if found.shape[0] != len(SegmentClass) or not np.isfinite(found).all():
        raise ModelUnfit(
            said("The model {file} gives no probabilities for a blank picture.", file=model.card.file), _CURE
        )


def _check_cube_acceptance(model: LoadedModel) -> None:
    found = cube_acceptance(model)(np.zeros((1, len(CUBE_FEATURES)), np.float32))
    if found.shape != (1,) or not 0 <= found[0] <= 1:
        raise ModelUnfit(said("The model {file} gives no probability.", file=model.card.file), _CURE)


def _check_cube_pose(model: LoadedModel) -> None:
    found = pose_network(model)(np.zeros((1, CHANNELS, CROP_PX, CROP_PX), np.float32))
    if found.shape != (1, len(ANSWERS)) or not np.isfinite(found).all():
        raise ModelUnfit(
            said("The model {file} does not give the {n} answers about a cube.", file=model.card.file, n=len(ANSWERS)),
            _CURE,
        )


def _check_cube_check(model: LoadedModel) -> None:
    found = check_network(model)(np.zeros((1, CHECKED_CHANNELS, CROP_PX, CROP_PX), np.float32))
    if found.shape != (1, len(VERDICT)) or not np.isfinite(found).all():
        raise ModelUnfit(
            said("The model {file} gives no verdict on a cube that was found.", file=model.card.file), _CURE
        )


def _check_cyrillic(model: LoadedModel) -> None:
    SecondReading(model)


def _check_any(model: LoadedModel) -> None:
    """A kind that this room knows nothing of: it opens, and has the input and the outputs of its card."""
    card = model.card
    network = Network(model.data, card.file, threads=1)
    ports = {port.name: port.shape for port in network.outputs}
    for role, output in card.outputs.items():
        if output not in ports:
            raise ModelUnfit(
                said(
                    "The model {file} has no output {output!r}, which its card calls {role}.",
                    file=card.file,
                    output=output,
                    role=role,
                ),
                _CURE,
            )
    if card.image is None:
        return
    blank = np.zeros((1, 3, card.image.size_px, card.image.size_px), np.float32)
    wanted = list(card.outputs.values()) or list(ports)
    for output, array in zip(wanted, network.run({card.image.name: blank}, wanted), strict=True):
        if not _allows(ports[output], array.shape):
            raise ModelUnfit(
                said(
                    "The output {output} of the model {file} has the shape {shape}.",
                    output=output,
                    file=card.file,
                    shape=array.shape,
                ),
                _CURE,
            )


def _allows(promised: Sequence[int | None], shape: Sequence[int]) -> bool:
    """Whether an array of ``shape`` is what a port promises; None there leaves the size free."""
    sizes = zip(promised, shape, strict=False)
    return len(promised) == len(shape) and all(wanted in (None, size) for wanted, size in sizes)


def _blank(size_px: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.full((size_px, size_px, 3), 127, np.uint8)


_CHECKS: dict[str, Callable[[LoadedModel], None]] = {
    CLASSIFIER: _check_classifier,
    ZERO_SHOT: _check_zero_shot,
    "segmentation": _check_segmentation,
    "cube_acceptance": _check_cube_acceptance,
    "cube_pose": _check_cube_pose,
    "cube_check": _check_cube_check,
    "cyrillic": _check_cyrillic,
}
"""By the kind on the card; every kind that is not here is judged by its card alone."""
