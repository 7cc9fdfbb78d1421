"""How a long question tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]  # (done, of): called often, so that a caller can show it or raise to stop
