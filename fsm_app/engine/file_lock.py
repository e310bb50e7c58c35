"""One process or thread at a time, by a lock on a file, which ends with whoever holds it, however that ends."""

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

_LOOK_AGAIN = 0.02


class Held(Exception):
	"""Somebody else held the lock for as long as one could wait."""


@contextlib.contextmanager
def lock(file: Path, wait: float) -> Iterator[None]:
	"""Hold the lock; wait so many seconds for it at most, or raise Held."""
	file.parent.mkdir(parents=True, exist_ok=True)
	with open(file, "a") as held:
		until = time.monotonic() + wait
		while True:
			try:
				fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
				break
			except BlockingIOError:
				if time.monotonic() >= until:
					raise Held(str(file)) from None
				time.sleep(_LOOK_AGAIN)
		yield
