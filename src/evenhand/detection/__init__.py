"""From posts to networks: shares, pairs, network, clusters, evidence."""

from evenhand.detection.calibration import Calibration, calibrate
from evenhand.detection.episodes import episodes
from evenhand.detection.findings import Findings, findings
from evenhand.detection.groups import Groups, groups
from evenhand.detection.looked_at import LookedAt
from evenhand.detection.network import network
from evenhand.detection.pairs import pair_batches, pairs, read_edges
from evenhand.detection.settings import Settings
from evenhand.detection.shares import read_shares, shares
from evenhand.detection.signals import Options, all_signals
from evenhand.detection.signals.near_media import media_hashes
from evenhand.detection.significance import significance
from evenhand.detection.windows import Windows, windows

__all__ = [
    "Calibration",
    "Findings",
    "Groups",
    "LookedAt",
    "Options",
    "Settings",
    "Windows",
    "all_signals",
    "calibrate",
    "episodes",
    "findings",
    "groups",
    "media_hashes",
    "network",
    "pair_batches",
    "pairs",
    "read_edges",
    "read_shares",
    "shares",
    "significance",
    "windows",
]
