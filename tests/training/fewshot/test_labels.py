"""What becomes of the names that data sets use."""

import pytest

pytest.importorskip("torch")

from mineral_desk.services.minerals import load_minerals
from mineral_desk.services.paths import find_folders
from mineral_desk.training.fewshot.labels import LONGEST_NAME, Match, Naming, match_labels


@pytest.fixture(scope="module")
def minerals():
    return load_minerals(find_folders().resources)


def test_names_are_matched_to_the_list(minerals):
    written = ["Malachite", "malachite", "Малахит", "Agate", "Malachyte", "Rock from Mars", "Malachite"]
    found = match_labels(written, minerals, Naming())
    assert len(found) == 6
    assert {name: (one.name, one.match) for name, one in found.items()} == {
        "Malachite": ("Malachite", Match.EXACT),
        "malachite": ("Malachite", Match.SPELLING),
        "Малахит": ("Malachite", Match.SYNONYM),
        "Agate": ("Quartz", Match.SYNONYM),
        "Malachyte": ("Malachyte", Match.SLIP),
        "Rock from Mars": ("Rock from Mars", Match.UNKNOWN),
    }
    assert found["Malachyte"].meant == "Malachite"


def test_varieties_can_stay_and_slips_be_mended(minerals):
    found = match_labels(["agate", "Малахит", "Malachyte"], minerals, Naming(keep_varieties=True, mend_slips=True))
    assert found["agate"].name == "Agate"
    assert found["agate"].meant == "Quartz"
    assert found["Малахит"].name == "Malachite"
    assert found["Malachyte"].name == "Malachite"


def test_by_group(minerals):
    found = match_labels(["Almandine", "Pyrope", "Rock from Mars"], minerals, Naming(by_group=True))
    assert found["Almandine"].name == found["Pyrope"].name == "Garnet group"
    assert found["Rock from Mars"].name == ""


def test_an_unknown_name_stays_on_one_line(minerals):
    written = "two\nlines\u2028and\x0bmore " + "x" * 1000
    name = match_labels([written], minerals, Naming())[written].name
    assert name.startswith("two lines and more x")
    assert len(name.splitlines()) == 1
    assert len(name) == LONGEST_NAME
