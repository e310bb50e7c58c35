from fsm_app.common.asked_first import AskedDocument


class KnowledgeCaseVersion(AskedDocument):
	"""A case as it was published at one time (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		audience: DF.Literal["Internal", "Customers", "Public"]
		content: DF.JSON | None
		knowledge_case: DF.Link
		only_company: DF.Link | None
		published_by: DF.Link | None
		published_on: DF.Datetime | None
		text: DF.LongText | None
		title: DF.Data | None
		version_no: DF.Int
	# end: auto-generated types
