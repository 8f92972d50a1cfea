"""Running ONNX models: the only file that knows ONNX Runtime.

A model comes as bytes that were checked before (see :mod:`mineral_desk.vision.model_store`), never as a path, so that
what runs is what was checked and no further file is opened on the model's behalf.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import onnxruntime

from mineral_desk.domain.errors import ModelError, ModelHarmful, ModelUnfit
from mineral_desk.domain.phrase import Phrase, said

_EXTERNAL_DATA_KEY = b"\x0a\x08location"
"""How ONNX spells "these weights lie in another file": field 1 of a StringStringEntryProto, 8 letters, "location"."""

LONGEST_REASON = 400
_CURE = "Install Mineral Desk again, or choose another model."

_OUT_OF_MEMORY = ("bad_alloc", "bad allocation", "Failed to allocate memory")
"""How the C++ libraries and ONNX Runtime itself say it; there is no type of exception for it."""

_NOT_DEVICES = ("CPUExecutionProvider", "AzureExecutionProvider")
"""The processor itself, and one that sends pictures over the network, which this program never does."""

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output of a network: its name and shape; ``None`` where the size is free."""

    name: str
    shape: tuple[int | None, ...]


class Network:
    """A loaded ONNX model on the CPU. Running it is deterministic, and safe from several threads at once."""

    def __init__(self, data: bytes, name: str, threads: int = 0) -> None:
        """Load the model in ``data``; ``name`` is what it is called in messages.

        ``threads`` is the number of CPU threads a run may use; 0 leaves it to ONNX Runtime (all cores).
        Raises :class:`ModelUnfit` for anything that is not a self-contained float model, :class:`ModelHarmful` where
        memory does not suffice.
        """
        if _EXTERNAL_DATA_KEY in data:
            raise ModelUnfit(said("The model {name} keeps its weights in another file.", name=name), _CURE)
        self.name = name
        try:
            self._session = onnxruntime.InferenceSession(
                data, _session_options(threads), providers=["CPUExecutionProvider"]
            )
        except Exception as fault:
            raise _refused(
                fault, name, said("The model {name} does not load: {reason}", name=name, reason=_first_line(fault))
            ) from fault
        self.inputs = tuple(Port(port.name, _sizes(port.shape)) for port in self._session.get_inputs())
        self.outputs = tuple(Port(port.name, _sizes(port.shape)) for port in self._session.get_outputs())

    def run(self, feeds: Mapping[str, Array], outputs: Sequence[str]) -> list[Array]:
        """The named ``outputs`` for the inputs ``feeds``, in the order asked for.

        Raises :class:`ModelUnfit` when the model fails on the way, :class:`ModelHarmful` where memory does not suffice.
        """
        try:
            results: list[Array] = self._session.run(list(outputs), dict(feeds))
        except Exception as fault:
            words = said("The model {name} does not run: {reason}", name=self.name, reason=_first_line(fault))
            raise _refused(fault, self.name, words) from fault
        return results


def other_devices() -> tuple[str, ...]:
    """The execution providers of ONNX Runtime beside the processor, in its order, that compute on this computer.

    Models run on the processor all the same, so that a photo gives the same analysis on every computer.
    """
    return tuple(name for name in onnxruntime.get_available_providers() if name not in _NOT_DEVICES)


def _session_options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # The arena keeps what the largest photo needed; giving it back costs no time that could be measured.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    # Threads that spin while they wait would burn the cores that the window needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _sizes(shape: Sequence[int | str | None]) -> tuple[int | None, ...]:
    return tuple(size if isinstance(size, int) else None for size in shape)


def _refused(fault: Exception, name: str, words: Phrase) -> ModelError:
    if isinstance(fault, MemoryError) or any(sign in str(fault) for sign in _OUT_OF_MEMORY):
        return ModelHarmful(said("The model {name} needs more memory than there is.", name=name), _CURE)
    return ModelUnfit(words, _CURE)


def _first_line(fault: Exception) -> str:
    """Names in it come from the file and may be of any length."""
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0][:LONGEST_REASON]
