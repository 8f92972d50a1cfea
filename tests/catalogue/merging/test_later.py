"""What waits for something else is done in whatever order it takes."""

from hypothesis import given
from hypothesis import strategies as st

from mineral_desk.catalogue.merging.later import Later, Step

NAMES = "abcdef"
needs = st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES)), min_size=1)


def _step(name: str, wanted: set[str], done: list[str], given_up: list[str]) -> Step:
    def attempt() -> bool:
        if not wanted <= {*done}:
            return False
        done.append(name)
        return True

    return Step(attempt, give_up=lambda: given_up.append(name))


def _possible(wants: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    while more := {name for name, wanted in wants.items() if name not in found and wanted <= found}:
        found |= more
    return found


@given(needs)
def test_all_that_can_be_done_is_done_once_and_the_rest_given_up_once(wants: dict[str, set[str]]) -> None:
    done: list[str] = []
    given_up: list[str] = []
    later = Later()
    for name, wanted in wants.items():
        later.add(_step(name, wanted, done, given_up))
    later.finish()
    assert sorted(done) == sorted(_possible(wants))
    assert sorted(given_up) == sorted(set(wants) - _possible(wants))
    later.finish()
    assert len(done) + len(given_up) == len(wants)


def test_one_that_is_done_halfway_frees_those_that_wait_for_one_another() -> None:
    done: list[str] = []
    given_up: list[str] = []
    later = Later()

    def half() -> bool:
        done.append("record")
        later.add(_step("number", {"photo"}, done, given_up))
        return True

    later.add(Step(lambda: "number is free" in done, half))
    later.add(_step("photo", {"record"}, done, given_up))
    later.finish()
    assert done == ["record", "photo", "number"]
    assert given_up == []
