import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.headings import field_of_heading, propose_mapping, unit_of_heading
from mineral_desk.domain.importing import IMPORT_FIELDS
from mineral_desk.services.exporting.order import Profile
from mineral_desk.services.exporting.profiles import PROFILES


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("Catalogue No.", "catalogue_number"),
        ("№", "catalogue_number"),
        ("Инв. №", "catalogue_number"),
        ("Каталожный номер", "catalogue_number"),
        ("Mineral", "species"),
        ("Название минерала", "species"),
        ("Localty", "locality"),
        ("Место находки", "locality"),
        ("Месторожденее", "locality"),
        ("Length, cm", "length_mm"),
        ("Длина (мм)", "length_mm"),
        ("Storage location", "storage_place"),
        ("Note", "notes"),
        ("price", ""),
        ("", ""),
    ],
)
def test_headings_are_recognised(heading: str, name: str) -> None:
    assert field_of_heading(heading)[0] == name


def test_units_stand_in_headings() -> None:
    assert [unit_of_heading(one) for one in ("Length, cm", "длина (мм)", "width_mm", "Name")] == ["cm", "мм", "mm", ""]


def test_no_field_is_read_from_two_columns() -> None:
    assert propose_mapping(["Localty", "Locality", "No", "Number"]) == ("", "locality", "catalogue_number", "")


NOT_IMPORTED = {
    "photos", "photo_count", "Attachments", "verification", "verified_by", "verified_on", "verification_reason",
    "last_reason",
}  # fmt: skip
"""Photos come by themselves, and a second person's word is an act of hers."""


@pytest.mark.parametrize("profile", list(Profile))
def test_our_own_exports_are_known_column_by_column(profile: Profile) -> None:
    headings = [column.heading for column in PROFILES[profile]]
    mapped = dict(zip(headings, propose_mapping(headings), strict=True))
    left_out = {heading for heading, name in mapped.items() if not name}
    beyond = {"MeaRemarks_tab(3)", "MeaRemarks_tab(4)"} if profile is Profile.EMU else set()
    assert left_out == NOT_IMPORTED & set(headings) | beyond


@given(st.lists(st.text(max_size=30)))
def test_any_headings_give_a_mapping(headings: list[str]) -> None:
    mapped = propose_mapping(headings)
    assert len(mapped) == len(headings)
    named = [name for name in mapped if name]
    assert len(set(named)) == len(named)
    assert set(named) <= set(IMPORT_FIELDS)
