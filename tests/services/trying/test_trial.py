"""A model that is made to harm ends a process of its own, and the reason is told in words."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mineral_desk.domain.errors import ModelAltered, ModelError, ModelHarmful, ModelMissing, ModelUnfit
from mineral_desk.domain.progress import Job, finish
from mineral_desk.services.trying import limits, trial
from mineral_desk.services.trying.limits import TrialLimits, limits_for
from tests.conftest import CHECKOUT
from tests.services.trying.harmful_models import endless, hungry, with_foreign_operator, write_harmful
from tests.vision.small_model import SmallModel


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEAST_CPU_S", 3.0)


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch) -> "list[subprocess.Popen[bytes]]":
    """The processes that were started, to be looked at and killed."""
    started: list[subprocess.Popen[bytes]] = []
    start = trial._started

    def kept(*about: object) -> "subprocess.Popen[bytes]":
        started.append(start(*about))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(trial, "_started", kept)
    return started


def refused(card_file: Path, kind: type[ModelError]) -> str:
    with pytest.raises(kind) as fault:
        finish(trial.try_model(card_file))
    assert fault.value.hint
    return str(fault.value)


def test_a_model_that_fits_passes(tmp_path: Path) -> None:
    told: list[str] = []
    finish(trial.try_model(SmallModel().write(tmp_path)), lambda step: told.append(step.text))
    assert told
    assert set(told) <= {f"Trying small in a process of its own: {n} s of at most 9" for n in range(10)}


def test_nothing_in_the_working_directory_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(3)", "utf-8")
    monkeypatch.chdir(tmp_path)
    finish(trial.try_model(SmallModel().write(tmp_path / "model")))


def test_names_of_folders_may_hold_any_letter(tmp_path: Path) -> None:
    finish(trial.try_model(SmallModel().write(tmp_path / "Модели № 1; rm -rf $HOME", "мала́я")))


def test_a_loop_without_end_is_given_up(tmp_path: Path) -> None:
    said = refused(write_harmful(tmp_path, endless()), ModelHarmful)
    assert "The model small came to no end within" in said
    assert "It is not used." in said


def test_a_loop_without_end_is_given_up_by_the_clock_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, children: "list[subprocess.Popen[bytes]]"
) -> None:
    monkeypatch.setattr(limits, "WALL_PER_CPU", 1 / 2.5)
    monkeypatch.setattr(limits, "LEAST_CPU_S", 5.0)
    assert "came to no end within 2 seconds" in refused(write_harmful(tmp_path, endless()), ModelHarmful)
    assert children[0].returncode is not None


def test_a_hundred_gigabytes_are_not_given(tmp_path: Path) -> None:
    said = refused(write_harmful(tmp_path, hungry()), ModelHarmful)
    assert "The model small wants more than the 1.5 GB of memory" in said


def test_a_process_that_dies_is_told(tmp_path: Path, children: "list[subprocess.Popen[bytes]]") -> None:
    job = trial.try_model(write_harmful(tmp_path, endless()))
    next(job)
    children[0].terminate()
    with pytest.raises(ModelHarmful, match=r"small ended abnormally \(") as fault:
        finish(job)
    assert fault.value.hint


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows gives no more memory, and kills nobody for it")
def test_a_process_that_the_system_kills_is_told_to_want_memory(
    tmp_path: Path, children: "list[subprocess.Popen[bytes]]"
) -> None:
    job = trial.try_model(write_harmful(tmp_path, endless()))
    next(job)
    children[0].kill()
    with pytest.raises(ModelHarmful, match="small was killed, most likely because memory ran short") as fault:
        finish(job)
    assert "Close other programs" in fault.value.hint


def test_closing_the_job_ends_the_process(tmp_path: Path, children: "list[subprocess.Popen[bytes]]") -> None:
    job = trial.try_model(write_harmful(tmp_path, endless()))
    next(job)
    assert children[0].poll() is None
    job.close()
    assert children[0].returncode is not None


def test_the_process_ends_with_the_one_that_started_it(
    tmp_path: Path, children: "list[subprocess.Popen[bytes]]"
) -> None:
    job: Job[None] = trial.try_model(write_harmful(tmp_path, endless()))
    next(job)
    (child,) = children
    assert child.stdin is not None
    child.stdin.close()  # as the system does when a process ends
    assert child.wait(60) == 1
    job.close()


def test_libraries_are_loaded_before_a_thread_waits_for_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows holds up whoever looks at it then, and NumPy does when it is loaded: no model would ever fit there."""
    watching = """
import os
from mineral_desk.services.trying import child
child._end_with_the_other = lambda: None if {"numpy", "cv2", "onnxruntime"} <= set(sys.modules) else os._exit(3)
main()"""
    monkeypatch.setattr(trial, "_START", trial._START.replace("main()", watching))
    finish(trial.try_model(SmallModel().write(tmp_path)))


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (lambda card: card.with_name("small.onnx").unlink(), ModelMissing, "cannot be read"),
        (lambda card: card.with_name("small.onnx").write_bytes(b"x"), ModelAltered, "sha256 differs"),
        (lambda card: card.write_text(card.read_text("utf-8").replace("32", "64", 1)), ModelUnfit, "promises an input"),
        (lambda card: card.write_text("version = "), ModelUnfit, "does not make sense"),
        (lambda card: write_harmful(card.parent, with_foreign_operator()), ModelUnfit, "'org.example.disk'"),
        (lambda card: write_harmful(card.parent, b"no model"), ModelUnfit, "does not load"),
    ],
)
def test_refusals_come_over_as_they_are(
    tmp_path: Path, spoil: Callable[[Path], object], kind: type[ModelError], said: str
) -> None:
    card_file = SmallModel().write(tmp_path)
    spoil(card_file)
    assert said in refused(card_file, kind)


def test_a_fault_of_the_program_is_no_fault_of_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking = "from mineral_desk.services.trying import child; child._refusal = None\nmain()"
    broken = trial._START.replace("main()", breaking)
    monkeypatch.setattr(trial, "_START", broken)
    with pytest.raises(RuntimeError, match="'NoneType' object is not callable"):
        finish(trial.try_model(SmallModel().write(tmp_path)))


def test_a_system_without_room_for_a_process_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no python"))
    assert "could not be tried: No such file or directory" in refused(SmallModel().write(tmp_path), ModelError)


def test_a_system_without_room_for_temporary_files_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert "could not be tried: No such file or directory" in refused(SmallModel().write(tmp_path), ModelError)


def test_an_answer_that_makes_no_sense_is_an_abnormal_end() -> None:
    for answer in ("", "{", "[1]", '{"refused": "SystemExit", "message": {}, "hint": {}}', '{"fits": false}'):
        with pytest.raises(ModelHarmful, match="ended abnormally"):
            trial._judge(0, answer, "", TrialLimits(1, 1, 1), "small")


@pytest.mark.skipif(not hasattr(signal, "SIGXCPU"), reason="Windows bounds no processor time")
def test_a_process_ended_by_the_system_for_its_time_was_too_slow() -> None:
    with pytest.raises(ModelHarmful, match="came to no end within 4 seconds"):
        trial._judge(-signal.SIGXCPU, "", "", TrialLimits(1, 4, 12), "small")


def test_a_larger_model_may_take_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert limits.memory_of_computer() > 100_000_000
    monkeypatch.setattr(limits, "memory_of_computer", lambda: 64 << 30)
    card_file = SmallModel().write(tmp_path)
    before = limits_for(card_file)
    with (tmp_path / "small.onnx").open("ab") as file:
        file.truncate(500_000_000)
    after = limits_for(card_file)
    assert after.memory_bytes > before.memory_bytes + 3_000_000_000
    assert after.cpu_s > before.cpu_s + 60
    assert after.wall_s > after.cpu_s
    monkeypatch.setattr(limits, "memory_of_computer", lambda: 4 << 30)
    assert limits_for(card_file).memory_bytes == 3 << 30


def test_a_large_program_takes_nothing_from_its_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LEAST_MEMORY", 400 << 20)
    kept = bytearray(b"x") * (500 << 20)
    finish(trial.try_model(SmallModel().write(tmp_path)))
    assert kept


WATCHED = """
from mineral_desk.services.trying.bounds import bound_this_process
from mineral_desk.services.trying.limits import TrialLimits
import mineral_desk.services.trying.bounds as bounds, os, time
bounds._set_resource_limits = lambda limits: None
bound_this_process(TrialLimits(300_000_000, 60, 60), lambda: os._exit(9))
kept = []
while True:
    kept.append(bytearray(b"x") * 10_000_000)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows holds a process to its memory by itself")
def test_memory_is_watched_where_the_system_does_not_bound_it() -> None:
    done = subprocess.run([sys.executable, "-c", WATCHED], cwd=CHECKOUT, check=False)
    assert done.returncode == 9
