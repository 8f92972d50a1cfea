"""From a trained network to the files that are shipped: calibration, ONNX model, card, baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.model import Calibration
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.baseline import Comparison, compare, places, read_places
from mineral_desk.training.calibration import (
    HeldOut,
    calibrate,
    calibrate_leaving_one_out,
    reliability,
    trust_levels,
)
from mineral_desk.training.card import BASELINE_FILE, CardFacts, write_model
from mineral_desk.training.export import export_fullgrad_model, export_species_model, largest_difference
from mineral_desk.training.measuring import accuracy_by, among
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.training.prior import CommonnessPrior
from mineral_desk.training.species_net import SpeciesNet
from mineral_desk.vision.colour import ColourTable, colour_shares
from mineral_desk.vision.inference import Array, Network
from mineral_desk.vision.views import classified_views

PARITY_LIMIT = 1e-3
"""ONNX Runtime and torch may differ by this much in any output."""

ABSTAIN_QUANTILE = 0.02
"""Pictures less alike to any species than all but this share of held-out minerals get no recommendation."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The figures of a finished model, where it lies, and what it does otherwise than the one that lay there."""

    model: Path
    figures: dict[str, object]
    comparison: Comparison


def finish_model(
    net: SpeciesNet,
    species: Sequence[str],
    *,
    start: SpeciesNet,
    held_out_photos: Sequence[LabelledPhoto],
    prior: CommonnessPrior,
    colours: ColourTable,
    facts: CardFacts,
    out: Path,
) -> Job[Finished]:
    """Calibrate ``net`` on collections it never saw, export it, and write model, card, labels and baseline to ``out``.

    ``start`` is the network before training, prototypes of frozen features; its figures, without ``colours``, go into
    the card as well.
    Raises :class:`ModelUnfit` when ONNX Runtime does not give what torch gives.
    """
    net = net.cpu().eval()
    size_px = facts.size_px
    with torch.no_grad():
        net.bias.zero_()
    held_out = yield from look_at(
        export_species_model(net, size_px), net, species, held_out_photos, size_px, colours=colours
    )
    calibrated = calibrate(held_out, prior)
    log_probabilities = calibrate_leaving_one_out(held_out, prior)
    levels = trust_levels(np.exp(log_probabilities), held_out.labels)
    temperature = net.scale / calibrated.scale
    with torch.no_grad():
        net.bias.copy_(torch.from_numpy(calibrated.log_prior * np.float32(temperature)))
    data = export_species_model(net, size_px, colours)
    difference = largest_difference(net, data, size_px)
    if difference > PARITY_LIMIT:
        raise ModelUnfit(f"The exported model differs from the trained one by {difference:.2g}.", "Report this.")
    before = yield from look_at(export_species_model(start, size_px), start, species, held_out_photos, size_px)
    figures = measure(held_out, log_probabilities) | {
        "recommendations": reliability(np.exp(log_probabilities), held_out.labels, levels),
        "without_colours": overall(
            measure(held_out, calibrate_leaving_one_out(replace(held_out, colours=None), prior))
        ),
        "before_training": overall(measure(before, calibrate_leaving_one_out(before, prior))),
    }
    likeness = float(np.quantile(held_out.cosines.max(axis=1), ABSTAIN_QUANTILE))
    facts = replace(facts, parity=difference, made=datetime.now(UTC).date().isoformat())
    new_places = places(held_out, log_probabilities)
    comparison = compare(read_places(out / BASELINE_FILE), new_places)
    model = write_model(
        out,
        data,
        fullgrad=export_fullgrad_model(net, size_px),
        species=species,
        calibration=Calibration(temperature, levels, likeness, calibrated.colour_scale * temperature),
        facts=facts,
        figures=figures,
        places=new_places,
    )
    return Finished(model, figures, comparison)


def look_at(
    model: bytes,
    net: SpeciesNet,
    species: Sequence[str],
    photos: Sequence[LabelledPhoto],
    size_px: int,
    *,
    colours: ColourTable | None = None,
) -> Job[HeldOut]:
    """What the exported ``model`` says about ``photos`` whose species it knows, by the views used at run time."""
    index = {name: number for number, name in enumerate(species)}
    known = [photo for photo in photos if photo.species in index]
    network = Network(model, "species.onnx", threads=1)
    vectors = net.species_vectors().detach().numpy()
    cosines, shares = [], []
    for done, photo in enumerate(known):
        pixels = decode_small(photo.bytes(), photo.path.name)
        cosines.append(vectors @ embed(network, pixels, size_px))
        shares.append(colour_shares(pixels))
        yield Progress(done + 1, len(known), photo.path.name)
    labels = np.array([index[photo.species] for photo in known])
    return HeldOut(
        np.stack(cosines),
        labels,
        tuple(photo.collection for photo in known),
        tuple(photo.path.name for photo in known),
        None if colours is None else colours.likeness(np.stack(shares)),
    )


def embed(network: Network, pixels: np.ndarray, size_px: int) -> Array:
    """The mean embedding (D,) of the views of one photo; shorter than 1 where the views disagree."""
    feed = np.stack(classified_views(pixels, size_px)).transpose(0, 3, 1, 2).astype(np.float32) / 127.5 - 1
    embeddings = network.run({"image": np.ascontiguousarray(feed)}, ["embedding"])[0]
    return np.asarray(embeddings.mean(axis=0), np.float32)


def overall(figures: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
    """The figures over all collections only."""
    return {name: by["all"] for name, by in figures.items()}


def measure(held_out: HeldOut, log_probabilities: Array) -> dict[str, dict[str, object]]:
    """The paper's measures over all species and, as the baseline was measured, over those that occur only.

    Without the prior the network stands alone, without colours as well.
    """
    parts: dict[str, dict[str, object]] = {}
    for name, scores in (
        ("all_species", log_probabilities),
        ("all_species_without_prior", held_out.cosines),
        ("occurring_species", among(log_probabilities, held_out.labels)),
        ("occurring_species_without_prior", among(held_out.cosines, held_out.labels)),
    ):
        by = accuracy_by(scores, held_out.labels, held_out.collections)
        parts[name] = {collection: figures.rounded() for collection, figures in by.items()}
    return parts
