"""What two people found out by hand about one specimen is merged property by property."""

from tests.catalogue.merging.hands import Person
from tests.catalogue.merging.test_merging import anna, started  # noqa: F401


def test_different_properties_join_and_different_values_wait(anna: Person) -> None:  # noqa: F811
    boris = started(anna)
    anna.edit("7", hardness="3.5-4", streak="green")
    boris.edit("7", density="3.95", streak="blue")
    anna.merge(boris)
    record = anna.record("7")
    assert [record[name] for name in ("hardness", "density", "streak")] == ["3.5-4", "3.95", "green"]
    assert [one[1] for one in anna.conflicts()] == ["streak"]
