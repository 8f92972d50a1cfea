"""Calibration, trust levels, the prior and the paper's measures."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("onnx")

from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.training.calibration import (
    NEVER,
    HeldOut,
    calibrate,
    calibrate_leaving_one_out,
    reliability,
    trust_levels,
)
from mineral_desk.training.measuring import accuracy, accuracy_by, among
from mineral_desk.training.prior import CommonnessPrior
from mineral_desk.training.species_facts import (
    commonness_facts,
    elements_of,
    mentions_in,
    read_facts,
    traits,
)


def test_accuracy_by_hand():
    scores = np.array([[3, 2, 1], [3, 2, 1], [1, 2, 3], [5, 5, 5]], np.float32)
    found = accuracy(scores, np.array([0, 1, 2, 0]))
    assert (found.photos, found.species) == (4, 3)
    assert found.top_1 == pytest.approx(2 / 4)
    assert found.top_3 == 1
    assert found.per_class == pytest.approx((0.5 + 0 + 1) / 3)


def test_accuracy_by_collection_and_among_those_that_occur():
    scores = np.array([[1, 2, 9], [2, 1, 9]], np.float32)
    labels = np.array([1, 0])
    assert accuracy(scores, labels).top_1 == 0
    by = accuracy_by(among(scores, labels), labels, ["a", "b"])
    assert {name: one.top_1 for name, one in by.items()} == {"all": 1, "a": 1, "b": 1}


def synthetic(seed=0, photos=400, classes=30, signal=0.3):
    """Cosines whose right species is raised, on labels of which low indices are more common."""
    rng = np.random.default_rng(seed)
    common = np.exp(-np.arange(classes) / 5)
    labels = rng.choice(classes, photos, p=common / common.sum())
    cosines = rng.normal(0, 0.15, (photos, classes)).astype(np.float32)
    cosines[np.arange(photos), labels] += signal
    collections = tuple(("a", "b", "c")[index % 3] for index in range(photos))
    return HeldOut(cosines, labels, collections), CommonnessPrior(np.arange(classes, dtype=float)[:, None])


def test_the_prior_learns_what_is_common():
    held_out, prior = synthetic()
    logs = prior.log_probabilities(prior.fit(held_out.by_collection()))
    assert np.exp(logs).sum() == pytest.approx(1, abs=1e-4)
    assert (np.diff(logs) < 0).all()


def test_calibrated_probabilities_mean_what_they_say():
    held_out, prior = synthetic(photos=1500)
    probabilities = np.exp(calibrate_leaving_one_out(held_out, prior))
    best, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == held_out.labels
    assert right.mean() > 0.5
    for low, high in ((0.2, 0.5), (0.5, 0.8), (0.8, 1.0)):
        here = (best > low) & (best <= high)
        assert abs(best[here].mean() - right[here].mean()) < 0.1


def test_leaving_one_out_does_not_look_at_the_one():
    held_out, prior = synthetic()
    names = np.array(held_out.collections)
    mixed = held_out.labels.copy()
    mixed[names == "a"] = np.random.default_rng(1).permutation(mixed[names == "a"])
    one = calibrate_leaving_one_out(held_out, prior)
    other = calibrate_leaving_one_out(HeldOut(held_out.cosines, mixed, held_out.collections), prior)
    np.testing.assert_allclose(one[names == "a"], other[names == "a"], atol=1e-5)
    assert np.abs(one[names == "b"] - other[names == "b"]).max() > 1e-4


def with_colours(held_out, signal):
    """The same photos with likenesses of colour that tell the right species with ``signal``."""
    colours = np.random.default_rng(9).normal(0, 0.2, held_out.cosines.shape).astype(np.float32)
    colours[np.arange(len(held_out.labels)), held_out.labels] += np.float32(signal)
    return replace(held_out, colours=colours)


def test_colours_weigh_as_much_as_they_tell():
    held_out, prior = synthetic()
    telling, chance = with_colours(held_out, 0.5), with_colours(held_out, 0.0)
    assert calibrate(held_out, prior).colour_scale == 0
    assert calibrate(telling, prior).colour_scale > 3 * calibrate(chance, prior).colour_scale
    rows = np.arange(len(held_out.labels))
    without, with_them = (calibrate_leaving_one_out(one, prior)[rows, held_out.labels] for one in (held_out, telling))
    assert with_them.mean() > without.mean() + 0.1
    assert telling.part(held_out.labels == 0).colours.shape == (np.count_nonzero(held_out.labels == 0), 30)


def test_a_stronger_signal_gives_a_larger_scale():
    (weak, prior), (strong, _) = synthetic(signal=0.1), synthetic(signal=0.5)
    assert calibrate(strong, prior).scale > calibrate(weak, prior).scale


def test_trust_levels_reach_their_precision():
    held_out, prior = synthetic(photos=1500)
    probabilities = np.exp(calibrate_leaving_one_out(held_out, prior))
    levels = trust_levels(probabilities, held_out.labels)
    assert [level.recommendation for level in levels] == [
        Recommendation.STRONG,
        Recommendation.MEDIUM,
        Recommendation.LOW,
    ]
    table = reliability(probabilities, held_out.labels, levels)
    assert table["strong"]["first_right"] >= 0.9
    assert sum(row["photos"] for row in table.values()) == 1500


def test_nothing_is_recommended_when_nothing_is_known():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(50), 300).astype(np.float32)
    levels = trust_levels(probabilities, rng.integers(0, 50, 300))
    assert {level.least_probability for level in levels} == {NEVER}


def test_facts_about_species(tiny):
    species = ("Azurite", "Malachite", "Sulphur", "Unknownite")
    facts = read_facts(tiny / "facts")
    table = commonness_facts(species, {"Malachite": 3}, facts)
    assert np.isfinite(table).all()
    assert table[1, 0] == pytest.approx(np.log(4))
    assert table[:, 1].tolist() == [0, 1, 0, 0]
    assert table[:, 9].tolist() == pytest.approx([0, np.log(2), 0, 0])  # malachite names a group of one species
    assert (table[:, 10:] == 0).all()
    (tiny / "synonyms.csv").write_text("name,species\nChessylite,Azurite\nBlue spar,Azurite\n")
    (tiny / "commonness.csv").write_text("name,commonness\nAzurite,9\nUnknownite-Na,2\nUnknownite-(Ce),5\n")
    known = read_facts(tiny / "facts", tiny)
    assert commonness_facts(species, {}, known)[:, 8].tolist() == pytest.approx([np.log(3), 0, 0, 0])
    common = commonness_facts(("Azurite", "Malachite", "Unknownite-K"), {}, known)
    assert common[:, 10:].tolist() == [[9, 81], [0, 0], [5, 25]]  # of a series the commonest counts
    alike = traits(species, facts, least_shared=2)
    assert alike[0] @ alike[1] > alike[0] @ alike[2]


def test_elements_and_mentions():
    assert elements_of("Ca(SO4)·2H2O") == {"Ca", "S", "O", "H"}
    titles = [("Acanthite", "Acanthite_on_Calcite_-_Freiberg.jpg"), ("Calcite", "Calcite-123.jpg"), ("Rutile", "x.jpg")]
    assert mentions_in(titles, ["Calcite", "Acanthite", "Cal"]) == {"Calcite": 1, "Acanthite": 0, "Cal": 0}
