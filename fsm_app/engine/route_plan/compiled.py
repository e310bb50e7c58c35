"""Compiling by numba, where it is installed (the extra `routes`). The same functions run without it, slowly."""

import hashlib
from pathlib import Path

try:
	import numba
	from numba.core.caching import IndexDataCacheFile, NullCache
except Exception:
	# Missing, or there beside something that it does not go with: an old `coverage` stops its import.
	numba = None

COMPILED = numba is not None
_SOURCES = ("compiled.py", "kernel.py", "insertion.py", "search.py", "improve.py")


def fast(function):
	"""Compile, keep what was compiled on disk, let other threads run meanwhile."""
	return _kept(numba.njit(cache=True, nogil=True, error_model="numpy")(function)) if numba else function


def _stamp() -> str:
	here = Path(__file__).parent
	return hashlib.sha256(b"".join((here / name).read_bytes() for name in _SOURCES)).hexdigest()


_STAMP = _stamp() if numba else ""


def _kept(compiled):
	"""What was compiled is kept under a name of its own for this state of all files.

	Numba looks at the function's own file alone, and cannot even read what it kept where a class is not there any more.
	"""
	try:
		cache = compiled._cache
		cache._cache_file = IndexDataCacheFile(
			cache._cache_path, f"{cache._impl.filename_base}-{_STAMP[:12]}", _STAMP
		)
	except (AttributeError, TypeError):
		# A numba that keeps it in another way: compiled anew in each process is slow, but never out of date.
		compiled._cache = NullCache()
	return compiled
