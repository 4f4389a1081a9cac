"""Property tests try the same examples every time, and leave nothing behind."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("alcove", derandomize=True, database=None, deadline=None)
settings.load_profile("alcove")
