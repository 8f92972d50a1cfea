"""The size estimation of MineralImage5k (Nesteruk et al. 2023, Computers & Geosciences), section 5: the baseline.

Written from the paper's text, to be beside this program's own measuring in one table. The paper finds the objects'
boxes with OWL-ViT, a large network; here they come from the classical region finder (:mod:`.boxes`), or are given.
"""

from mineral_desk.vision.paper_size.boxes import object_boxes
from mineral_desk.vision.paper_size.method import measure_by_boxes

__all__ = ["measure_by_boxes", "object_boxes"]
