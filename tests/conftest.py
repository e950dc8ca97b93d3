"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# The first example compiles a kernel, and the machine may be busy: time is not what is tested.
settings.register_profile("evenhand", deadline=None, derandomize=True)
settings.load_profile("evenhand")
