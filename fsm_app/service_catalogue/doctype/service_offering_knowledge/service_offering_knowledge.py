from fsm_app.common.asked_first import TableRow


class ServiceOfferingKnowledge(TableRow):
	"""Something worth knowing for an offering: a command, a fault code, a guide (A2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		content: DF.Text | None
		kind: DF.Literal["", "Command", "Fault Code", "Remote Access Guide", "Script Template", "FAQ"]
		knowledge_case: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		title: DF.Data | None
		url: DF.Data | None
	# end: auto-generated types
