from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_catalogue.offerings import validate_offering


class ServiceOffering(AskedDocument):
	"""A service that customers may ask for and what it takes to deliver it (A2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_catalogue.doctype.service_offering_certification.service_offering_certification import (
			ServiceOfferingCertification,
		)
		from fsm_app.service_catalogue.doctype.service_offering_checklist_item.service_offering_checklist_item import (
			ServiceOfferingChecklistItem,
		)
		from fsm_app.service_catalogue.doctype.service_offering_evidence.service_offering_evidence import (
			ServiceOfferingEvidence,
		)
		from fsm_app.service_catalogue.doctype.service_offering_knowledge.service_offering_knowledge import (
			ServiceOfferingKnowledge,
		)
		from fsm_app.service_catalogue.doctype.service_offering_material.service_offering_material import (
			ServiceOfferingMaterial,
		)
		from fsm_app.service_catalogue.doctype.service_offering_permit.service_offering_permit import (
			ServiceOfferingPermit,
		)
		from fsm_app.service_catalogue.doctype.service_offering_skill.service_offering_skill import (
			ServiceOfferingSkill,
		)

		accept_role: DF.Link | None
		category: DF.Link
		certifications: DF.Table[ServiceOfferingCertification]
		checklist: DF.Table[ServiceOfferingChecklistItem]
		default_priority: DF.Link | None
		delivery: DF.Literal["On-site", "Remote"]
		delivery_class: DF.Link | None
		description: DF.TextEditor | None
		disabled: DF.Check
		dispatch_profile: DF.Link | None
		evidence: DF.Table[ServiceOfferingEvidence]
		handle_role: DF.Link | None
		knowledge: DF.Table[ServiceOfferingKnowledge]
		materials: DF.Table[ServiceOfferingMaterial]
		offering_name: DF.Data
		planned_duration: DF.Duration | None
		portal: DF.Check
		ppe_list: DF.Link | None
		required_level: DF.Link | None
		review_role: DF.Link | None
		runbook: DF.Link | None
		skills: DF.Table[ServiceOfferingSkill]
		sla_policy: DF.Link | None
		start_runbook: DF.Literal["On Opening", "By Hand"]
		verify_role: DF.Link | None
		work_permits: DF.Table[ServiceOfferingPermit]
	# end: auto-generated types

	def validate(self):
		validate_offering(self)
