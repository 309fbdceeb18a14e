"""What differs from the original, on a scan that lies over it.

    likeness  the original as this scan would show it: blur, gain and thickening learnt from the page
    added     ink on white that is neither a box's nor the paper's own
    fit       each printed letter with a small shift, gain and ground of its own, and what that leaves
    printed   letters gone, written over, or of another shape than their peers
    digits    another digit that tells the scan better

The letters and their places come from the original; nothing is read from the scan.
"""

from dermadocs.paper.comparison.compare import Compared, compare
from dermadocs.paper.comparison.spots import Detector, Spot

__all__ = ["Compared", "Detector", "Spot", "compare"]
