"""The services reach the parts of the room by name; each is loaded when it is first asked for, whole."""

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from mineral_desk import vision


def told_to_the_type_checker() -> dict[str, str]:
    """The parts that are imported where only a type checker looks."""
    tree = ast.parse(Path(vision.__file__).read_text(encoding="utf-8"))
    return {
        alias.asname: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname is not None
    }


def test_the_type_checker_knows_the_same_parts() -> None:
    assert told_to_the_type_checker() == {name: f"{vision.__name__}.{place}" for name, place in vision.PARTS.items()}


@pytest.mark.parametrize(("name", "place"), vision.PARTS.items())
def test_a_part_is_its_module(name: str, place: str) -> None:
    assert getattr(vision, name) is import_module(f"mineral_desk.vision.{place}")


def test_there_are_no_other_parts() -> None:
    with pytest.raises(AttributeError, match="no attribute 'decoder'"):
        _ = vision.decoder


ASKING_AT_ONCE = """
import threading
from mineral_desk import vision

together, faults = threading.Barrier(len(vision.PARTS)), []

def ask(name):
    together.wait()
    try:
        part = getattr(vision, name)
        assert part.__spec__._initializing is False, name
    except Exception as fault:
        faults.append(fault)

threads = [threading.Thread(target=ask, args=[name]) for name in reversed(vision.PARTS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not faults, faults
"""


def test_threads_that_ask_at_once_get_whole_parts() -> None:
    done = subprocess.run([sys.executable, "-c", ASKING_AT_ONCE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
