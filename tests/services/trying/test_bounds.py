"""What is told to Windows has the layout that its header files give it."""

import ctypes

import pytest

from mineral_desk.services.trying.bounds import BasicLimits, ExtendedLimits


@pytest.mark.skipif(ctypes.sizeof(ctypes.c_void_p) != 8, reason="the sizes are those of 64-bit systems")
def test_the_limits_of_a_job_are_laid_out_as_in_winnt_h() -> None:
    assert ctypes.sizeof(BasicLimits) == 64
    assert ctypes.sizeof(ExtendedLimits) == 144
    assert (BasicLimits.flags.offset, ExtendedLimits.process_memory.offset) == (16, 112)
