from uuid import uuid4

import pytest

from mineral_desk.domain.numbering import number_from_code
from mineral_desk.domain.record_id import guid_in, record_urn


def test_an_id_comes_back() -> None:
    guid = uuid4().hex
    assert guid_in(record_urn(guid)) == guid
    assert guid_in(f" {record_urn(guid).upper()} ") == guid


@pytest.mark.parametrize("text", ["", "FMM 82451", "urn:uuid:1234", uuid4().hex])
def test_other_texts_are_no_ids(text: str) -> None:
    assert guid_in(text) == ""


def test_an_id_is_no_number() -> None:
    assert number_from_code(record_urn(uuid4().hex)) == ""
