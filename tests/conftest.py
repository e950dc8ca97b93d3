"""What holds for all tests."""

from __future__ import annotations

import os

# Before numpy is loaded: the threads of small products wait for each other on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

from hypothesis import settings

# The first example compiles a kernel, and the machine may be busy: time is not what is tested.
settings.register_profile("evenhand", deadline=None, derandomize=True)
settings.load_profile("evenhand")
