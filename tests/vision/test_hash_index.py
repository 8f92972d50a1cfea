"""The index finds what a plain search finds."""

from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.quality import KnownPhoto
from mineral_desk.vision.hash_index import HashIndex
from mineral_desk.vision.phash import distance

hashes = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 15), max_size=40)


def known(values: list[int]) -> list[KnownPhoto]:
    return [KnownPhoto(f"{place}.jpg", f"sha {place}", value) for place, value in enumerate(values)]


@given(values=hashes, wanted=st.integers(0, 2**64 - 1) | st.integers(0, 15), max_bits=st.integers(0, 32))
def test_the_nearest_within_the_limit_is_found(values: list[int], wanted: int, max_bits: int) -> None:
    index = HashIndex(known(values[:7]))
    for photo in known(values)[7:]:
        index.add(photo)
    found = index.match("new", wanted, max_bits)
    expected = min(((distance(value, wanted), place) for place, value in enumerate(values)), default=(65, 0))
    if expected[0] > max_bits:
        assert found is None
    else:
        assert found is not None
        assert (found.bits, found.photo.name) == (expected[0], f"{expected[1]}.jpg")
    assert len(index) == len(values)


def test_the_same_file_is_found_whatever_its_hash() -> None:
    found = HashIndex(known([1, 2**63, 5])).match("sha 1", 5, 0)
    assert found is not None
    assert (found.photo.name, found.bits) == ("1.jpg", 0)


def test_a_photo_looked_at_again_sees_only_those_before_it() -> None:
    index = HashIndex(known([7, 7, 7]))
    assert index.before("sha 0").match("sha 0", 7, 4) is None
    second = index.before("sha 1").match("sha 1", 7, 4)
    assert second is not None
    assert second.photo.name == "0.jpg"
    earlier = index.before("new")
    index.add(KnownPhoto("late.jpg", "late", 99))
    assert len(earlier) == 3
    assert earlier.match("late", 2**40, 0) is None


def test_all_alike_photos_are_found() -> None:
    index = HashIndex(known([0b0, 0b111, 0b11111, 2**64 - 1]))
    assert index.within(0b1, 2).tolist() == [0, 1]
    assert index.within(0b1, 4).tolist() == [0, 1, 2]
    assert HashIndex().within(5, 64).tolist() == []
