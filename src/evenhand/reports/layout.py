"""Where each account stands on the map.

Every connected component is laid out by itself (Kamada and Kawai 1989 when it is small, Fruchterman
and Reingold 1991 otherwise, as in igraph), and the components are packed
side by side, largest first. Positions say who is joined to whom and nothing else.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager

import igraph
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

ROUNDS = 500
ROUNDS_LARGE = 1_500
SMALL = 60
"""Up to so many accounts a component is laid out by Kamada and Kawai."""
LARGE = 1_000
GAP = 1.0
"""Space between components, in units of the room that one account takes."""
WIDTH_TO_HEIGHT = 1.75
CELL = 0.25
"""Steps of the skyline on which components are packed."""


def layout(
    accounts: int, pairs: NDArray[np.int64], weights: NDArray[np.float64], seed: int
) -> NDArray[np.float64]:
    """Positions of ``accounts`` points joined by ``pairs``.

    ``pairs`` has shape (edges, 2) with indices below ``accounts``; ``weights`` has shape (edges,),
    larger is closer. Returns shape (accounts, 2); x and y have the same unit and begin at 0. The
    same arguments give the same positions.
    """
    graph = igraph.Graph(n=accounts, edges=pairs.tolist())
    graph.es["weight"] = np.log2(1.0 + np.maximum(weights, 1.0)).tolist()
    graph.simplify(combine_edges="sum")
    placed = np.zeros((accounts, 2))
    components = sorted(graph.connected_components(), key=lambda part: (-len(part), part[0]))
    with _seeded(seed):
        boxes = [(part, _component(graph.induced_subgraph(part))) for part in components]
    corners = _packed([box.max(axis=0) for _, box in boxes])
    for (part, box), corner in zip(boxes, corners, strict=True):
        placed[part] = box + corner
    return placed


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """Let igraph draw from a generator of our own; afterwards from Python's shared one again."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 (no secret is drawn)
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _component(graph: igraph.Graph) -> NDArray[np.float64]:
    """Positions of one component in a box that begins at 0; its area grows with its accounts."""
    size = graph.vcount()
    if size == 1:
        return np.zeros((1, 2))
    if size == 2:
        return np.array([[0.0, 0.0], [0.6, 0.0]])
    if size <= SMALL:
        drawn = graph.layout_kamada_kawai()
    else:
        rounds = ROUNDS_LARGE if size > LARGE else ROUNDS
        drawn = graph.layout_fruchterman_reingold(weights="weight", niter=rounds)
    points = np.array(drawn.coords, dtype=np.float64)
    points -= points.mean(axis=0)
    # A far-flung leaf must not press everybody else into a dot: distances from the middle grow
    # with their square root beyond the usual one.
    distance = np.hypot(points[:, 0], points[:, 1])
    usual = float(np.quantile(distance, 0.8)) or 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        squeezed = np.where(distance > usual, np.sqrt(distance / usual) * usual / distance, 1.0)
    points *= squeezed[:, None]
    points *= _spacing(points)
    points -= points.min(axis=0)
    return points


def _spacing(points: NDArray[np.float64]) -> float:
    """Return the factor that puts neighbours about one account's room apart.

    The extent is bounded as well, so that one tight knot cannot blow a component up.
    """
    some = np.unique(np.linspace(0, len(points) - 1, min(len(points), 400)).astype(int))
    distances = np.hypot(*(points[some, None, axis] - points[None, :, axis] for axis in (0, 1)))
    distances[np.arange(len(some)), some] = np.inf
    nearest = float(np.median(distances.min(axis=1))) or 1e-9
    extent = float(np.max(points.max(axis=0) - points.min(axis=0))) or 1e-9
    return min(0.8 / nearest, 2.2 * math.sqrt(len(points)) / extent)


def _packed(boxes: list[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Lower left corners of boxes that do not overlap, each as low and then as far left as it fits.

    ``boxes`` hold width and height, large ones first.
    """
    area = sum(float((box[0] + GAP) * (box[1] + GAP)) for box in boxes)
    widest = max((float(box[0]) for box in boxes), default=0.0)
    width = max(widest + GAP, math.sqrt(area * WIDTH_TO_HEIGHT))
    skyline = np.zeros(max(1, math.ceil(width / CELL)))
    corners = []
    for box in boxes:
        cells = min(len(skyline), max(1, math.ceil((float(box[0]) + GAP) / CELL)))
        floors = sliding_window_view(skyline, cells).max(axis=1)
        left = int(np.argmin(floors))
        floor = float(floors[left])
        corners.append(np.array([left * CELL, floor]))
        skyline[left : left + cells] = floor + float(box[1]) + GAP
    return corners
