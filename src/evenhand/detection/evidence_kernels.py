"""Compiled loops under ``evidence.py``: going back from edges to the shares that made them."""

from __future__ import annotations

import numpy as np
from numba import njit

from evenhand.detection.kernels import HIGH, LOW, POSITION, Bool, Int32, Int64


@njit(cache=True, nogil=True)
def mark(
    edge_starts: Int64,
    edge_b: Int32,
    account: Int32,
    starts: Int64,
    own: Int32,
) -> Bool:
    """Tell which shares are part of a coincidence on one of the given edges.

    Account a's edges lead to ``edge_b[edge_starts[a]:edge_starts[a + 1]]``.
    """
    found = np.zeros(account.size, np.bool_)
    wanted = np.zeros(starts.size - 1, np.bool_)
    for a in range(starts.size - 1):
        if edge_starts[a] == edge_starts[a + 1]:
            continue
        for e in range(edge_starts[a], edge_starts[a + 1]):
            wanted[edge_b[e]] = True
        for i in range(starts[a], starts[a + 1]):
            p = own[i, POSITION]
            for q in range(own[i, LOW], own[i, HIGH]):
                if wanted[account[q]]:
                    found[p] = True
                    found[q] = True
        for e in range(edge_starts[a], edge_starts[a + 1]):
            wanted[edge_b[e]] = False
    return found


@njit(cache=True, nogil=True)
def post_pairs(
    room: int,
    edge_starts: Int64,
    edge_b: Int32,
    account: Int32,
    starts: Int64,
    own: Int32,
) -> tuple[Int32, Int32]:
    """List the pairs of shares behind the given edges; there are ``room`` of them.

    Returns positions (p, q): p is the share of the edge's first account.
    """
    first = np.empty(room, np.int32)
    second = np.empty(room, np.int32)
    wanted = np.zeros(starts.size - 1, np.bool_)
    n = 0
    for a in range(starts.size - 1):
        if edge_starts[a] == edge_starts[a + 1]:
            continue
        for e in range(edge_starts[a], edge_starts[a + 1]):
            wanted[edge_b[e]] = True
        for i in range(starts[a], starts[a + 1]):
            p = own[i, POSITION]
            for q in range(own[i, LOW], own[i, HIGH]):
                if wanted[account[q]]:
                    first[n] = p
                    second[n] = q
                    n += 1
        for e in range(edge_starts[a], edge_starts[a + 1]):
            wanted[edge_b[e]] = False
    return first[:n], second[:n]
