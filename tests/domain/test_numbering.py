import pytest

from mineral_desk.domain.numbering import (
    NumberSource,
    Told,
    chosen,
    contradicting,
    in_latin,
    number_from_code,
    numbers_told,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("FMM 82451", "FMM 82451"),
        ("82451", "82451"),
        ("https://museum.org/objects/FMM-82451", "FMM 82451"),
        ("https://museum.org/objects/82451", ""),
        ("WIFI", ""),
        ("7" * 61, ""),
    ],
)
def test_numbers_in_codes(text: str, number: str) -> None:
    assert number_from_code(text) == number


def test_the_code_comes_before_the_label_and_the_name() -> None:
    told = numbers_told(["FMM 100"], ["Malachite\nFMM 200"], "FMM_300_01.jpg")
    assert [one.source for one in told] == [NumberSource.CODE, NumberSource.LABEL, NumberSource.FILE_NAME]
    assert chosen(told) == told[0]
    assert contradicting(told)


def test_the_same_number_written_otherwise_is_no_contradiction() -> None:
    told = numbers_told(["fmm-100"], ["FMM 100"], "FMM_100.jpg")
    assert not contradicting(told)
    assert chosen(told) == told[0]


def test_two_codes_tell_nothing() -> None:
    told = numbers_told(["FMM 100", "FMM 101"], [], "FMM_100_1.jpg")
    one = chosen(told)
    assert one is not None
    assert one.source is NumberSource.FILE_NAME
    assert contradicting(told)
    assert chosen(numbers_told([], [], "IMG_0001.jpg")) is None


def test_a_number_in_cyrillic_is_the_same_and_is_written_as_files_have_it() -> None:
    told = numbers_told([], ["ФММ 31917\nЧАРОИТ"], "FMM_31917_01.jpg")
    assert not contradicting(told)
    found = chosen(told)
    assert found is not None
    assert (found.source, found.number) == (NumberSource.LABEL, "FMM 31917")
    alone = chosen(numbers_told([], ["ФММ 31917\nЧАРОИТ"], "IMG_0412.jpg"))
    assert alone is not None
    assert alone.number == "ФММ 31917"
    other = numbers_told([], ["ФММ 31918"], "FMM_31917_01.jpg")
    assert contradicting(other)


@pytest.mark.parametrize("labels", [("FMM 31917", "ФММ 31917"), ("ФММ 31917", "FMM 31917")])
def test_of_two_labels_with_one_number_the_latin_one_is_taken(labels: tuple[str, str]) -> None:
    told = numbers_told([], labels, "IMG_0412.jpg")
    assert told == (Told(NumberSource.LABEL, "FMM 31917"),)
    assert chosen(told) == told[0]


def test_a_number_sign_is_no_letter() -> None:
    told = numbers_told([], ["№ 31917"], "Museum-31917.jpg", "Museum-{number}")
    one = chosen(told)
    assert one is not None
    assert [found.number for found in told] == ["№ 31917", "31917"]
    assert one.number == "№ 31917"


@pytest.mark.parametrize(
    ("number", "latin"), [("ФММ 31917", "FMM 31917"), ("МГУ 12/3", "MGU 12/3"), ("fmm 7", "fmm 7"), ("№ 12", "№ 12")]
)
def test_acronyms_in_latin_letters(number: str, latin: str) -> None:
    assert in_latin(number) == latin
