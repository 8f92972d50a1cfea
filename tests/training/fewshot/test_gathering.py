"""From crops to a data set: copies, contradictions, subsets, the data set's own split."""

from pathlib import Path

import pytest

pytest.importorskip("torch")

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.fewshot.crops import Crop
from mineral_desk.training.fewshot.gathering import TRAINING_FOLD, Choice, gather, worth_cropping
from mineral_desk.training.fewshot.labels import Label, Match
from mineral_desk.training.fewshot.named_photo import NamedPhoto, Side


def crop(number, written, specimen="", side=Side.UNTOLD, sha256=""):
    path = Path(f"{number}.png")
    hashed = (number * 0x9E3779B97F4A7C15) % 2**64
    return Crop(NamedPhoto(path, written, specimen, side), sha256 or f"{number:064x}", hashed, path)


def labels(*names):
    return {name: Label(name, name, Match.EXACT, name) for name in names}


def test_copies_count_once_and_contradictions_not_at_all():
    crops = [crop(n, "AB"[n % 2]) for n in range(8)]
    crops += [crop(20, "A", sha256="f" * 64), crop(21, "A", sha256="f" * 64)]
    crops += [crop(30, "A", sha256="e" * 64), crop(31, "B", sha256="e" * 64)]
    data = gather(crops, labels("A", "B"), Choice(least_photos=4, folds=2))
    assert len(data.crops) == 9
    assert data.names == ("A", "B")
    told = {one.what: one.reason for one in data.left_out}
    assert told == {"21.png": "the same file as 20.png", "30.png": "the same photo is called A and B"}


def test_held_out_photos_are_never_learnt_from():
    crops = [crop(n, "AB"[n % 2], specimen=f"s{n // 4}") for n in range(40)]
    data = gather(crops, labels("A", "B"), Choice(least_photos=4, folds=3))
    for fold in data.held_out_folds:
        learnt, held_out = data.split(fold)
        assert sorted(learnt + held_out) == list(range(40))
        specimens = [{data.crops[place].photo.specimen for place in part} for part in (learnt, held_out)]
        assert specimens[0].isdisjoint(specimens[1])
    assert data.split(None) == (list(range(40)), [])


def test_the_data_sets_own_split_and_its_leaks():
    sides = [Side.TRAINING, Side.TESTING]
    crops = [crop(n, "AB"[n % 2], f"s{n // 8}" if n < 16 else "", sides[n // 20]) for n in range(40)]
    crops[3] = crop(3, "B", "s0", Side.TESTING)  # one of eight photos of a specimen
    data = gather(crops, labels("A", "B"), Choice(least_photos=4, own_split=True))
    assert data.held_out_folds == (0,)
    learnt, held_out = data.split(0)
    assert {data.crops[place].photo.specimen for place in learnt}.isdisjoint({"s0"})
    assert len(held_out) == 20 + 8
    assert set(data.folds) == {0, TRAINING_FOLD}
    with pytest.raises(UsageError, match="has one side only"):
        gather([crop(n, "AB"[n % 2]) for n in range(20)], labels("A", "B"), Choice(least_photos=4, own_split=True))


def test_too_few_names_are_told():
    with pytest.raises(UsageError, match="1 names have at least 5 photos"):
        gather([crop(n, "A") for n in range(9)], labels("A"), Choice(least_photos=5))


def test_names_that_are_too_rare_are_not_even_cropped():
    photos = [NamedPhoto(Path(f"{n}.png"), name) for n, name in enumerate("AAAABBCC")]
    known = labels("A", "B") | {"C": Label("C", "", Match.UNKNOWN)}
    kept, left_out = worth_cropping(photos, known, 3)
    assert [photo.written for photo in kept] == ["A"] * 4
    assert {one.what: one.reason for one in left_out} == {
        "B": "2 photos, fewer than 3",
        "C": "the list knows no group of it",
    }


def test_the_digest_knows_names_photos_and_folds_not_their_order():
    crops = [crop(n, "AB"[n % 2]) for n in range(20)]
    known, choice = labels("A", "B"), Choice(least_photos=4)
    first = gather(crops, known, choice).digest()
    assert gather(crops[::-1], known, choice).digest() == first
    assert gather(crops, known, Choice(least_photos=4, seed=2)).digest() != first
    assert gather([crop(0, "B"), *crops[1:]], known, choice).digest() != first
