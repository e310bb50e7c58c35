from frappe.model.document import Document


class ServiceOffering(Document):
	"""A service that customers may ask for and what it takes to deliver it (A2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_catalogue.doctype.service_offering_skill.service_offering_skill import ServiceOfferingSkill

		category: DF.Link
		default_priority: DF.Link | None
		delivery: DF.Literal["On-site", "Remote"]
		description: DF.TextEditor | None
		disabled: DF.Check
		offering_name: DF.Data
		required_level: DF.Link | None
		skills: DF.Table[ServiceOfferingSkill]
		sla_policy: DF.Link | None
	# end: auto-generated types
