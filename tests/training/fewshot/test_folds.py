"""Nothing that is tested was seen in training: specimens, copies, near-duplicates, and chains of them."""

from collections import Counter

import numpy as np
import pytest

pytest.importorskip("torch")
pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.training.fewshot.folds import folds_table, stratified_folds
from mineral_desk.training.fewshot.leaks import Seen, leak_groups
from mineral_desk.training.fewshot.subset import kept_labels
from mineral_desk.vision.phash import distance

MAX_BITS = 4


@st.composite
def photos(draw):
    """Few hashes with a few bits turned, few specimens, few files: leaks of every kind, and chains."""
    count = draw(st.integers(2, 40))
    bases = draw(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=6))
    seen = []
    for number in range(count):
        turned = draw(st.lists(st.integers(0, 63), max_size=6))
        value = draw(st.sampled_from(bases))
        for bit in turned:
            value ^= 1 << bit
        file = draw(st.sampled_from(["", "0", "1", "2"]))
        specimen = draw(st.sampled_from(["", "", "a", "b", "c"]))
        seen.append(Seen(f"file {file or number}{'' if file else '!'}", value, specimen))
    labels = [draw(st.sampled_from("XYZ")) for _ in range(count)]
    return seen, labels


def belong_together(one, other):
    same = one.sha256 == other.sha256 or (one.specimen != "" and one.specimen == other.specimen)
    return same or distance(one.perceptual_hash, other.perceptual_hash) <= MAX_BITS


@settings(max_examples=60, deadline=None)
@given(photos(), st.integers(2, 6), st.integers(0, 3))
def test_what_belongs_together_is_on_one_side(drawn, folds, seed):
    seen, labels = drawn
    groups = leak_groups(seen, MAX_BITS)
    keys = [f"{number:03d}" for number in range(len(seen))]
    found = stratified_folds(keys, labels, groups, folds, seed)
    assert set(found) <= set(range(folds))
    for one in range(len(seen)):
        for other in range(one):
            if belong_together(seen[one], seen[other]):
                assert groups[one] == groups[other]
            if groups[one] == groups[other]:
                assert found[one] == found[other]


@settings(max_examples=60, deadline=None)
@given(photos())
def test_groups_hold_nothing_else(drawn):
    """Every group is connected: no photo is tied to one that it has nothing to do with."""
    seen, _ = drawn
    groups = leak_groups(seen, MAX_BITS)
    for group in set(groups):
        members = [int(place) for place in np.flatnonzero(groups == group)]
        reached, open_ = {members[0]}, [members[0]]
        while open_:
            here = open_.pop()
            near = [place for place in members if place not in reached and belong_together(seen[here], seen[place])]
            reached.update(near)
            open_.extend(near)
        assert reached == set(members)


@settings(max_examples=60, deadline=None)
@given(photos(), st.integers(2, 6), st.integers(0, 3), st.randoms(use_true_random=False))
def test_folds_do_not_depend_on_the_order_of_the_photos(drawn, folds, seed, random):
    seen, labels = drawn
    keys = [f"{number:03d}" for number in range(len(seen))]

    def folds_of(order):
        groups = leak_groups([seen[place] for place in order], MAX_BITS)
        chosen = [labels[place] for place in order]
        found = stratified_folds([keys[place] for place in order], chosen, groups, folds, seed)
        return folds_table([keys[place] for place in order], chosen, groups, found)

    order = list(range(len(seen)))
    first = folds_of(order)
    random.shuffle(order)
    assert folds_of(order) == first


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("XYZ"), min_size=1, max_size=60), st.integers(2, 6), st.integers(0, 3))
def test_single_photos_are_spread_evenly(labels, folds, seed):
    keys = [str(number) for number in range(len(labels))]
    found = stratified_folds(keys, labels, np.arange(len(labels)), folds, seed)
    for label in set(labels):
        counts = Counter(int(fold) for fold, one in zip(found, labels, strict=True) if one == label)
        assert max(counts.values()) - min(counts.get(fold, 0) for fold in range(folds)) <= 1


def test_another_seed_gives_other_folds():
    keys, labels = [str(number) for number in range(50)], ["X"] * 50
    one, other = (stratified_folds(keys, labels, np.arange(50), 5, seed) for seed in (1, 2))
    assert not np.array_equal(one, other)
    assert Counter(one.tolist()) == Counter(other.tolist()) == dict.fromkeys(range(5), 10)


def test_subsets_by_the_least_number_of_photos():
    labels = ["A"] * 5 + ["B"] * 3 + ["C"] * 4 + ["D"] * 6
    groups = np.array([*range(5), *range(5, 8), 8, 8, 8, 8, *range(9, 15)])
    names, left_out = kept_labels(labels, groups, 4)
    assert names == ("A", "D")
    assert {one.what: one.reason for one in left_out} == {
        "B": "3 photos, fewer than 4",
        "C": "all its photos show one specimen or are alike",
    }
    assert kept_labels(labels, groups, 2, most_labels=2)[0] == ("A", "D")
