from fsm_app.common.asked_first import AskedDocument


class ScoreSnapshot(AskedDocument):
	"""What one closed score was made from, kept so that it can be worked out again whatever has changed since (J3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		appraisal: DF.Link
		checksum: DF.Data | None
		company: DF.Link | None
		content: DF.LongText | None
		corrected_by: DF.Link | None
		cycle: DF.Link
		engineer: DF.Link
		formula_version: DF.Int
		frozen_at: DF.Datetime | None
		reason: DF.SmallText | None
		snapshot_key: DF.Data | None
		total_score: DF.Float
		version: DF.Int
	# end: auto-generated types
