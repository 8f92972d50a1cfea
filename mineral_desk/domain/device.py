"""What the models compute on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ComputeDevice:
    """The processor with its ``threads``. ``unused``: what ONNX Runtime could compute on beside it, and does not.

    A photo must give the same analysis on every computer, so models run on the processor wherever they are.
    """

    threads: int
    unused: tuple[str, ...] = ()
    name: str = "CPU"
