"""The nearest photos are those that a product with all of them finds, whatever was added, changed and removed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.vision.neighbours import NeighbourIndex


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def uneven(rng: np.random.Generator, count: int, dimensions: int) -> np.ndarray:
    """Vectors as networks make them: a few directions tell most, and some photos are nearly the same."""
    scales = 1 / np.sqrt(1 + np.arange(dimensions))
    vectors = rng.normal(size=(count, dimensions)) * scales
    copies = rng.integers(0, count, count // 3)
    vectors[: len(copies)] = vectors[copies] + rng.normal(size=(len(copies), dimensions)) * scales * 0.05
    return unit(vectors)


def by_product(photos, query, count, *, voting, without):
    ids, vectors, specimens, votes = photos
    likeness = vectors.astype(np.float16).astype(np.float32) @ query
    best = {}
    for place in np.lexsort((ids, -likeness)):
        if (votes[place] or not voting) and specimens[place] not in without:
            best.setdefault(int(specimens[place]), (int(ids[place]), min(1.0, float(likeness[place]))))
    return list(best.values())[:count]


@settings(max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    count=st.integers(1, 1500),
    wanted=st.integers(1, 40),
    voting=st.booleans(),
    dimensions=st.sampled_from([3, 64, 100]),
)
def test_the_nearest_are_those_of_a_whole_product(seed, count, wanted, dimensions, voting):
    turned = seed % 2 == 0
    rng = np.random.default_rng(seed)
    vectors = uneven(rng, count, dimensions)
    ids = rng.permutation(10 * count)[:count].astype(np.int64)
    specimens = rng.integers(0, max(1, count // 2), count)
    votes = rng.random(count) < 0.3
    index = NeighbourIndex(dimensions, room=seed % 50)
    if turned:
        index.turn_by(vectors)
    index.put(ids, vectors, specimens, votes)
    gone = rng.random(count) < 0.2
    for photo_id in ids[gone]:
        index.remove(int(photo_id))
    index.put(ids[~gone][:5], vectors[~gone][:5], specimens[~gone][:5], ~votes[~gone][:5])
    votes[np.flatnonzero(~gone)[:5]] ^= True
    without = [int(one) for one in specimens[:2]]
    query = unit(rng.normal(size=dimensions))
    kept = ~gone
    expected = by_product(
        (ids[kept], vectors[kept], specimens[kept], votes[kept]), query, wanted, voting=voting, without=without
    )
    found = index.nearest(query, wanted, voting=voting, without=without)
    assert len(index) == np.count_nonzero(kept)
    assert [one.photo_id for one in found] == pytest.approx([photo_id for photo_id, _ in expected])
    assert [one.likeness for one in found] == pytest.approx([likeness for _, likeness in expected], abs=1e-5)


def test_a_specimen_is_found_once_by_its_most_alike_photo():
    index = NeighbourIndex(2)
    vectors = unit(np.array([[1, 0], [1, 0.1], [0, 1]]))
    index.put(np.array([7, 8, 9]), vectors, np.array([1, 1, 2]), np.array([True, True, True]))
    found = index.nearest(unit(np.array([1.0, 0.0])), 5)
    assert [(one.photo_id, one.specimen) for one in found] == [(7, 1), (9, 2)]
    assert found[0].likeness == 1.0
    assert index.nearest(unit(np.array([1.0, 0.0])), 5, without=[1, 2]) == []


def test_what_does_not_fit_finds_nothing():
    index = NeighbourIndex(4)
    assert index.nearest(np.zeros(4, np.float32), 3) == []
    index.put(np.array([1]), unit(np.ones((1, 4))), np.array([1]), np.array([False]))
    assert index.nearest(np.zeros(3, np.float32), 3) == []
    assert index.nearest(unit(np.ones(4)), 3, voting=True) == []
    assert index.vector(2) is None
    with pytest.raises(ValueError, match="shape"):
        index.put(np.array([1]), np.ones((1, 3), np.float32), np.array([1]), np.array([True]))
    with pytest.raises(ValueError, match="not turned"):
        index.turn_by(unit(np.ones((2, 4))))
