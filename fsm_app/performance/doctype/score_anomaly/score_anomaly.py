from fsm_app.common.asked_first import AskedDocument


class ScoreAnomaly(AskedDocument):
	"""Something about a month's figures that somebody should look at; it changes no score (J6)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		anomaly_key: DF.Data | None
		company: DF.Link | None
		cycle: DF.Link
		documents: DF.SmallText | None
		engineer: DF.Link
		kind: DF.Literal[
			"Sudden Change",
			"Too Good to Be True",
			"Check-in Far Away",
			"Evidence Older than the Visit",
			"Surveys from One Device",
		]
		kpi: DF.Link | None
		reason: DF.SmallText | None
		remarks: DF.SmallText | None
		state: DF.Literal["Open", "Explained", "Confirmed"]
	# end: auto-generated types
