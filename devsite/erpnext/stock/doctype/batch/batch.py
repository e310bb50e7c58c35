"""Batch: how much there is of one."""

from erpnext import tracking


def get_batch_qty(batch_no=None, warehouse=None, item_code=None, **unknown):
	"""The quantity of a batch in a warehouse, or in all."""
	from devsite.unsupported import Unsupported

	if not batch_no or unknown:
		raise Unsupported("get_batch_qty without a batch, or with more")
	return tracking.batch_quantity(batch_no, warehouse)
