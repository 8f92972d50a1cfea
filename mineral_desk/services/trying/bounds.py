"""How a process bounds its own memory and time, on each system as far as that holds a process to anything."""

import ctypes
import faulthandler
import sys
import threading
import time
from collections.abc import Callable

from mineral_desk.services.memory import peak_memory_mb
from mineral_desk.services.trying.limits import TrialLimits

WATCH_EVERY_S = 0.05
SPARE_S = 30.0
"""So much later than the process outside would, this one ends itself."""
_STANDARD_ERROR = 2
_EXTENDED_LIMITS, _LIMIT_MEMORY, _DIE_QUIETLY = 9, 0x0100, 0x0400
"""JobObjectExtendedLimitInformation, JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_DIE_ON_UNHANDLED_EXCEPTION."""


def bound_this_process(limits: TrialLimits, at_too_much: Callable[[], object]) -> None:
    """Hold this process to ``limits`` from now on; ``at_too_much`` is called on a thread where memory is too much.

    Linux refuses memory beyond the limit and ends a process at its time; Windows refuses memory; macOS ends a process
    at its time, and its memory is watched. Everywhere it ends itself :data:`SPARE_S` after its time by the clock.
    """
    # by a thread that needs no lock of Python's, so that nothing a model does can hold it up
    faulthandler.dump_traceback_later(limits.wall_s + SPARE_S, exit=True, file=_STANDARD_ERROR)
    if sys.platform == "win32":
        _put_in_a_job(limits.memory_bytes)
        return
    _set_resource_limits(limits)
    # a process begins with the peak of the one that started it: only what is higher is its own
    most = max(limits.memory_bytes, _peak_bytes())
    threading.Thread(target=_watch, args=(most, at_too_much), daemon=True).start()


def _peak_bytes() -> float:
    return 1e6 * (peak_memory_mb() or 0.0)


def _watch(most_bytes: float, at_too_much: Callable[[], object]) -> None:
    """ONNX Runtime lets other threads run while it loads and runs a model."""
    while _peak_bytes() <= most_bytes:
        time.sleep(WATCH_EVERY_S)
    at_too_much()


def _set_resource_limits(limits: TrialLimits) -> None:
    import resource  # noqa: PLC0415  not there on Windows

    wanted = {
        resource.RLIMIT_DATA: limits.memory_bytes,
        resource.RLIMIT_CPU: round(limits.cpu_s),
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        _, most = resource.getrlimit(kind)
        allowed = value if most == resource.RLIM_INFINITY else min(value, most)
        try:
            resource.setrlimit(kind, (allowed, most))
        except (ValueError, OSError):  # a system that knows no such limit
            continue


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION of the Windows API."""

    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("most_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority_class", ctypes.c_uint32),
        ("scheduling_class", ctypes.c_uint32),
    )


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION of the Windows API."""

    _fields_ = (
        ("basic", BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def _put_in_a_job(memory_bytes: int) -> None:
    """Windows gives a process in such a job no more memory, and its crash opens no dialog; both end together."""
    if sys.platform == "win32":
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        for name in ("CreateJobObjectW", "GetCurrentProcess"):
            getattr(kernel, name).restype = ctypes.c_void_p
        kernel.SetInformationJobObject.argtypes = ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32
        kernel.AssignProcessToJobObject.argtypes = ctypes.c_void_p, ctypes.c_void_p
        job = kernel.CreateJobObjectW(None, None)
        limits = ExtendedLimits(BasicLimits(flags=_LIMIT_MEMORY | _DIE_QUIETLY), process_memory=memory_bytes)
        size = ctypes.sizeof(limits)
        done = kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
        if not (done and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())):
            raise ctypes.WinError(ctypes.get_last_error())
