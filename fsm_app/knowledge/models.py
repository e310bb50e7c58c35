"""What was learnt of which case solves a ticket, kept in the database, where every machine of the bench finds it (G2).

A model is some megabytes, in several rows so that each fits into what a database takes at once. A process reads a version once
and keeps it. The version before stays until the next night, for requests that have just asked which is the newest.
"""

import base64
import hashlib
from typing import NamedTuple

import frappe

from fsm_app.common.clock import now
from fsm_app.engine.recommendation import NotReadable, Recommender

MODEL = "Knowledge Model"
PART_SIZE = 1_000_000


class Learnt(NamedTuple):
	"""A version, and what it was learnt from."""

	version: str
	learnt_at: object
	taught_by: str
	cases: int
	solved: int


# By site, for a process serves several: the version that was read last. None where it cannot be read.
_read: dict[str, tuple[str, Recommender | None]] = {}


def newest() -> Learnt | None:
	"""The newest version, None where nothing was learnt yet."""
	found = frappe.get_all(
		MODEL,
		filters={"part": 1},
		fields=list(Learnt._fields),
		order_by="learnt_at desc, creation desc",
		limit_page_length=1,
	)
	return Learnt(**found[0]) if found else None


def current() -> Recommender | None:
	"""What was learnt last, None where nothing was; raises NotReadable where it cannot be read."""
	learnt = newest()
	if not learnt:
		return None
	version, recommender = _read.get(frappe.local.site) or ("", None)
	if version != learnt.version:
		recommender = _load(learnt.version)
		_read[frappe.local.site] = (learnt.version, recommender)
	if not recommender:
		raise NotReadable(learnt.version)
	return recommender


def is_readable() -> bool:
	"""Whether what was learnt last can be used."""
	try:
		return current() is not None
	except NotReadable:
		return False


def keep(recommender: Recommender, taught_by: str, solved: int) -> str:
	"""Store what was learnt, and let go of all versions before the last one; returns the version."""
	stored = base64.b64encode(recommender.to_bytes()).decode()
	version, learnt_at = frappe.generate_hash(length=20), now()
	for part, start in enumerate(range(0, len(stored), PART_SIZE), 1):
		frappe.get_doc(
			{
				"doctype": MODEL,
				"version": version,
				"part": part,
				"learnt_at": learnt_at,
				"taught_by": taught_by,
				"cases": len(recommender.cases),
				"solved": solved,
				"content": stored[start : start + PART_SIZE],
			}
		).insert(ignore_permissions=True)
	forget_before(2)
	return version


def fingerprint(*taught) -> str:
	"""Two nights that teach the same have the same."""
	return hashlib.sha256(repr(taught).encode()).hexdigest()


def _load(version: str) -> Recommender | None:
	parts = frappe.get_all(
		MODEL, filters={"version": version}, order_by="part", pluck="content", limit_page_length=0
	)
	try:
		return Recommender.from_bytes(base64.b64decode("".join(parts), validate=True))
	except (ValueError, ImportError) as trouble:  # NotReadable is a ValueError
		frappe.log_error(title=f"Knowledge Model {version} cannot be read", message=str(trouble))
		return None


def forget_before(kept: int) -> None:
	"""Let go of all versions but the newest ones: what was taken out of a ticket must not live on in them."""
	versions = frappe.get_all(
		MODEL,
		filters={"part": 1},
		order_by="learnt_at desc, creation desc",
		pluck="version",
		limit_page_length=0,
	)
	if versions[kept:]:
		frappe.db.delete(MODEL, {"version": ["in", versions[kept:]]})
