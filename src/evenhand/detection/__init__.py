"""From posts to networks: shares, pairs, network, clusters, evidence."""

from evenhand.detection.pairs import pair_batches, pairs

__all__ = ["pair_batches", "pairs"]
