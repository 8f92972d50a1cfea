"""The trained judge of fitted cubes as a function, from the model that the project ships."""

import numpy as np
import numpy.typing as npt

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.phrase import said
from mineral_desk.vision.inference import Network
from mineral_desk.vision.measuring.cube import CubeAcceptance
from mineral_desk.vision.measuring.features import CUBE_FEATURES
from mineral_desk.vision.measuring.fit_check import check_network
from mineral_desk.vision.measuring.pose_estimate import pose_network
from mineral_desk.vision.model_store import LoadedModel

FEATURES_INPUT = "features"
PROBABILITY_OUTPUT = "probability"


def cube_acceptance(
    model: LoadedModel, pose_model: LoadedModel | None = None, check_model: LoadedModel | None = None
) -> CubeAcceptance:
    """The accept/reject model in ``model`` with the networks that estimate poses and look at fits, where given.

    Raises :class:`ModelUnfit` where it wants other features.
    """
    network = Network(model.data, model.card.name, threads=1)
    wanted = [port.shape[-1] for port in network.inputs if port.name == FEATURES_INPUT]
    if wanted != [len(CUBE_FEATURES)] or PROBABILITY_OUTPUT not in [port.name for port in network.outputs]:
        raise ModelUnfit(
            said(
                "The model {name} does not judge cubes by the {n} features measured here.",
                name=model.card.name,
                n=len(CUBE_FEATURES),
            ),
            "Install Mineral Desk again, or train it again.",
        )

    def judge(features: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        (probability,) = network.run({FEATURES_INPUT: features}, [PROBABILITY_OUTPUT])
        return np.asarray(probability[:, 0], dtype=np.float64)

    return CubeAcceptance(
        judge,
        None if pose_model is None else pose_network(pose_model),
        None if check_model is None else check_network(check_model),
    )
