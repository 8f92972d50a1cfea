"""Code is loaded while the collector rests; the program is there by its module as by its command."""

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from mineral_desk import __version__
from mineral_desk.loading import loading


@pytest.fixture(autouse=True)
def _thaw() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_collector_rests_and_passes_over_what_was_loaded() -> None:
    with loading():
        assert not gc.isenabled()
        kept = [[] for _ in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(kept)


def test_the_collector_works_again_where_loading_failed() -> None:
    with pytest.raises(ImportError), loading():
        raise ImportError("no such module")
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("words", "said"), [(["--version"], f"Mineral Desk {__version__}"), (["window", "--help"], "--catalogue FILE")]
)
def test_the_module_runs_the_command_line(words: list[str], said: str) -> None:
    done = subprocess.run([sys.executable, "-m", "mineral_desk", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
