"""What was found out by hand: read as people type it, and weighed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.mineral import Mineral
from mineral_desk.domain.properties import (
    COLOURS,
    LUSTRES,
    NO_PROPERTIES,
    Magnetism,
    Property,
    TypedProperties,
    properties_from,
    with_property,
)
from mineral_desk.domain.property_fit import FLOOR, Verdict, likelihood, ranked_by_properties, reasons
from mineral_desk.domain.suggestion import Suggestion

MINERALS = {
    one.name: one
    for one in (
        Mineral("Malachite", mohs=(3.5, 4.0), streak="green", lustre="silky vitreous", density="3.6-4"),
        Mineral("Azurite", mohs=(3.5, 4.0), streak="blue", lustre="vitreous", density="3.77"),
        Mineral("Magnetite", mohs=(5.5, 6.5), streak="black", lustre="metallic", density="5.17", magnetism="strong"),
        Mineral("Quartz", mohs=(7.0, 7.0), streak="white", lustre="vitreous", density="2.65", magnetism="none"),
        Mineral("Unknownite"),
    )
}
EVEN = [Suggestion(name, 0.2) for name in MINERALS]


def ranked(typed: TypedProperties, species=EVEN) -> dict[str, float]:  # type: ignore[no-untyped-def]
    return {one.species: one.probability for one in ranked_by_properties(species, typed, MINERALS.get)}


@pytest.mark.parametrize(
    ("one", "text", "stored"),
    [
        (Property.HARDNESS, "3-4", "3-4"),
        (Property.HARDNESS, "3½ – 4,5", "3.5-4.5"),
        (Property.HARDNESS, " 7 ", "7"),
        (Property.HARDNESS, "4 to 3", "3-4"),
        (Property.STREAK, "Green", "green"),
        (Property.STREAK, "gray", "grey"),
        (Property.LUSTRE, "vitreous", "vitreous"),
        (Property.MAGNETISM, "strong", "strong"),
        (Property.DENSITY, "4,05", "4.05"),
        (Property.STREAK, "  ", ""),
    ],
)
def test_values_are_read_as_people_type_them(one: Property, text: str, stored: str) -> None:
    typed = with_property(NO_PROPERTIES, one, text)
    assert typed.text(one) == stored
    assert properties_from({one.value: stored}) == typed
    assert bool(typed) == bool(stored)


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (Property.HARDNESS, "soft"),
        (Property.HARDNESS, "11"),
        (Property.HARDNESS, "3-4-5"),
        (Property.STREAK, "greenish mud"),
        (Property.MAGNETISM, "yes"),
        (Property.DENSITY, "0"),
    ],
)
def test_what_cannot_be_understood_is_told_with_what_to_type(one: Property, text: str) -> None:
    with pytest.raises(UsageError) as told:
        with_property(NO_PROPERTIES, one, text)
    assert told.value.hint.startswith("Type")
    assert not properties_from({one.value: text})


def test_a_green_streak_is_malachite() -> None:
    found = ranked(TypedProperties(streak="green"))
    assert max(found, key=lambda name: found[name]) == "Malachite"
    assert found["Unknownite"] == pytest.approx(0.2)  # what is unknown neither helps nor hurts
    assert math.fsum(found.values()) == pytest.approx(1.0)
    told = {
        (one.species, one.verdict) for one in reasons(list(MINERALS), TypedProperties(streak="green"), MINERALS.get)
    }
    assert ("Malachite", Verdict.FITS) in told
    assert ("Quartz", Verdict.AGAINST) in told
    assert "Unknownite" not in {name for name, _ in told}


def test_hardness_and_density_count_by_distance() -> None:
    hard = TypedProperties(hardness=(4.0, 4.0))
    values = [likelihood(Property.HARDNESS, hard, MINERALS[name]) for name in ("Malachite", "Magnetite", "Quartz")]
    assert values == [1.0, pytest.approx(math.exp(-4.5), abs=1e-9) if math.exp(-4.5) > FLOOR else FLOOR, FLOOR]
    heavy = TypedProperties(density=(5.2, 5.2))
    assert likelihood(Property.DENSITY, heavy, MINERALS["Magnetite"]) == pytest.approx(1.0, abs=0.05)
    assert likelihood(Property.DENSITY, heavy, MINERALS["Quartz"]) == FLOOR
    magnetic = TypedProperties(magnetism=Magnetism.STRONG)
    assert max(found := ranked(magnetic), key=lambda name: found[name]) == "Magnetite"


typed_properties = st.builds(
    TypedProperties,
    hardness=st.none() | st.tuples(st.floats(0.5, 10), st.floats(0.5, 10)).map(lambda span: (min(span), max(span))),
    streak=st.sampled_from(["", *COLOURS]),
    lustre=st.sampled_from(["", *LUSTRES]),
    magnetism=st.none() | st.sampled_from(Magnetism),
    density=st.none() | st.floats(0.8, 25).map(lambda value: (value, value)),
)


@given(typed_properties, st.lists(st.floats(1e-4, 0.2), min_size=5, max_size=5))
def test_nothing_is_lost_and_nothing_is_ruled_out(typed: TypedProperties, given: list[float]) -> None:
    species = [Suggestion(name, value) for name, value in zip(MINERALS, given, strict=True)]
    found = ranked(typed, species)
    assert found.keys() == MINERALS.keys()
    assert math.fsum(found.values()) == pytest.approx(math.fsum(given))
    assert found["Unknownite"] == pytest.approx(given[-1])
    assert all(value > 0 for value in found.values())
