"""Who may say that a name holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.domain.verification import NameToVerify, Refusal, VerificationStatus, refusal, same_person

OPEN, VERIFIED, CONTESTED = VerificationStatus.OPEN, VerificationStatus.VERIFIED, VerificationStatus.CONTESTED


@pytest.mark.parametrize(
    ("one", "other"),
    [("А. Е. Ферсман", "а.е.ферсман"), ("Søren Krøyer", "SØREN  KRØYER"), ("Müller", "Muller"), ("Strauß", "STRAUSS")],
)
def test_one_person_is_written_in_several_ways(one: str, other: str) -> None:
    assert same_person(one, other)


@pytest.mark.parametrize(("one", "other"), [("Anna", "Hanna"), ("A. Petrova", "B. Petrova"), ("", ""), ("–", "–")])
def test_others_are_others_and_nobody_is_no_person(one: str, other: str) -> None:
    assert not same_person(one, other)


@given(st.text(max_size=8), st.text(max_size=8))
def test_it_does_not_matter_who_is_asked_first(one: str, other: str) -> None:
    assert same_person(one, other) == same_person(other, one)


@pytest.mark.parametrize(
    ("name", "status", "who", "why"),
    [
        (None, VERIFIED, "Boris", Refusal.GONE),
        (NameToVerify("", ""), VERIFIED, "Boris", Refusal.UNNAMED),
        (NameToVerify("Quartz", "Anna"), VERIFIED, "ANNA", Refusal.OWN_NAME),
        (NameToVerify("Quartz", "Anna"), CONTESTED, "Anna", Refusal.OWN_NAME),
        (NameToVerify("Quartz", "Anna", VERIFIED, "Boris"), VERIFIED, "boris", Refusal.SAID_ALREADY),
        (NameToVerify("Quartz", "Anna", VERIFIED, "Boris"), CONTESTED, "Boris", None),
        (NameToVerify("Quartz", "Anna", VERIFIED, "Boris"), VERIFIED, "Carla", None),
        (NameToVerify("Quartz", ""), VERIFIED, "Boris", None),
    ],
)
def test_what_stands_against_it(
    name: NameToVerify | None, status: VerificationStatus, who: str, why: Refusal | None
) -> None:
    assert refusal(name, status, who) is why
