"""Compiling by numba, where it is installed (the extra `routes`). The same functions run without it, slowly."""

import hashlib
from pathlib import Path

try:
	import numba
	from numba.core.caching import NullCache
except (
	Exception
):  # missing, or there beside something that it does not go with: an old coverage stops its import
	numba = None

COMPILED = numba is not None
_SOURCES = ("compiled.py", "kernel.py", "insertion.py", "search.py", "improve.py")


def fast(function):
	"""Compile, keep what was compiled on disk, let other threads run meanwhile."""
	return _kept(numba.njit(cache=True, nogil=True, error_model="numpy")(function)) if numba else function


def within(function):
	"""The same, compiled into whatever calls it: passing all those arrays on takes longer than most of these do."""
	if not numba:
		return function
	return _kept(numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function))


def _stamp() -> str:
	here = Path(__file__).parent
	return hashlib.sha256(b"".join((here / name).read_bytes() for name in _SOURCES)).hexdigest()


_STAMP = _stamp() if numba else ""


def _kept(compiled):
	"""What was compiled is good as long as none of the files has changed; numba looks at the function's own alone."""
	kept = getattr(compiled._cache, "_cache_file", None)
	if not hasattr(kept, "_source_stamp"):
		# A numba that keeps it in another way: compiled anew in each process is slow, but never out of date.
		compiled._cache = NullCache()
		return compiled
	kept._source_stamp = _STAMP
	return compiled
