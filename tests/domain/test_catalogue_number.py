"""Catalogue numbers are found in labels and file names; camera names and dates are not taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.catalogue_number import catalogue_number_in, number_from_file_name

ACRONYMS = ["FMM", "ALH", "MMM", "BM", "NHMUK", "ФММ", "K", "MCZ"]


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (["FMM 82451"], "FMM 82451"),
        (["Malachite", "Gumeshevsky mine, Ural", "FMM No. 82451"], "FMM 82451"),
        (["FMM_82451"], "FMM 82451"),
        (["FMM82451"], "FMM 82451"),
        (["№ 12345"], "№ 12345"),
        (["No.18930"], "№ 18930"),
        (["# 3738"], "№ 3738"),
        (["ALH84001,0"], "ALH 84001,0"),
        (["M17476"], "M 17476"),
        (["№ 12", "FMM 82451"], "FMM 82451"),
        (["ФММ 82451"], "ФММ 82451"),
        (["BM 1985,123"], "BM 1985,123"),
    ],
)
def test_numbers_on_labels(lines: list[str], number: str) -> None:
    assert catalogue_number_in(lines) == number


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Apatite", "Slyudyanka"],
        ["IMG 0412"],
        ["Pb19Sb13S37Cl7"],
        ["1982."],
        ["May 1987"],
        ["12/15/93"],
        ["STAINLESS STEEL", "WESTCOTT"],
        ["1 cm"],
        ["T.", "1 CM", "S."],
        ["52.1 x 33.0 mm"],
        ["Mohs 7"],
        ["tel. 8495 1234567"],
    ],
)
def test_what_is_no_number(lines: list[str]) -> None:
    assert catalogue_number_in(lines) is None


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("FMM_31907_01.JPG", "FMM 31907"),
        ("FMM_31907.jpg", "FMM 31907"),
        ("fmm-31907-2.tif", "FMM 31907"),
        ("FMM31907a.png", "FMM 31907"),
        ("папка/ФММ_82451_1.jpg", "ФММ 82451"),
        ("C:\\photos\\FMM 31907 (2).jpg", "FMM 31907"),
        ("№ 12345.jpg", "№ 12345"),
        ("IMG_0412.JPG", None),
        ("DSC01234.ARW", None),
        ("DSCF1234.JPG", None),
        ("_MG_1234.CR2", None),
        ("P1010234.JPG", None),
        ("PXL_20210506_070809123.jpg", None),
        ("20210506_070809.jpg", None),
        ("IMG-20210506-WA0001.jpg", None),
        ("photo 1234.jpg", None),
        ("Screenshot 2021-05-06.png", None),
        ("malachite.jpg", None),
        ("", None),
    ],
)
def test_numbers_in_file_names(name: str, number: str | None) -> None:
    assert number_from_file_name(name) == number


@given(
    acronym=st.sampled_from(ACRONYMS),
    digits=st.integers(10_000, 9_999_999),
    between=st.sampled_from(["", " ", "_", "-", " № ", ". "]),
    before=st.sampled_from(["", "Музей ", "label: "]),
    after=st.sampled_from(["", " Malachite", "; Ural"]),
)
def test_however_a_number_is_set_it_is_found_in_one_form(
    acronym: str, digits: int, between: str, before: str, after: str
) -> None:
    assert catalogue_number_in([f"{before}{acronym}{between}{digits}{after}"]) == f"{acronym} {digits}"


@given(acronym=st.sampled_from(ACRONYMS), digits=st.integers(10_000, 999_999), view=st.integers(0, 99))
def test_file_names_keep_the_number_whatever_the_view(acronym: str, digits: int, view: int) -> None:
    assert number_from_file_name(f"{acronym}_{digits}_{view:02}.JPG") == f"{acronym} {digits}"


@given(st.lists(st.text(max_size=40), max_size=5))
def test_what_is_found_is_found_again_in_itself(lines: list[str]) -> None:
    number = catalogue_number_in(lines)
    if number is not None:
        assert catalogue_number_in([number]) == number


@given(prefix=st.sampled_from(["IMG_", "DSC", "DSCF", "DSCN", "P", "_MG_", "GOPR"]), digits=st.integers(0, 9999))
def test_camera_names_never_count(prefix: str, digits: int) -> None:
    assert number_from_file_name(f"{prefix}{digits:04}.JPG") is None
