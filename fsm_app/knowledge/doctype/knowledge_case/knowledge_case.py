from fsm_app.common.asked_first import AskedDocument
from fsm_app.knowledge import case_files, cases, notices, reviews, uses, versions


class KnowledgeCase(AskedDocument):
	"""A case: what shows, why, and what helps, for those for whom it is meant (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.knowledge.doctype.knowledge_case_equipment.knowledge_case_equipment import (
			KnowledgeCaseEquipment,
		)
		from fsm_app.knowledge.doctype.knowledge_case_offering.knowledge_case_offering import (
			KnowledgeCaseOffering,
		)
		from fsm_app.knowledge.doctype.knowledge_case_part.knowledge_case_part import KnowledgeCasePart
		from fsm_app.knowledge.doctype.knowledge_case_picture.knowledge_case_picture import (
			KnowledgeCasePicture,
		)
		from fsm_app.knowledge.doctype.knowledge_case_route.knowledge_case_route import KnowledgeCaseRoute
		from fsm_app.knowledge.doctype.knowledge_case_skill.knowledge_case_skill import KnowledgeCaseSkill
		from fsm_app.knowledge.doctype.knowledge_fault_code.knowledge_fault_code import KnowledgeFaultCode

		audience: DF.Literal["Internal", "Customers", "Public"]
		author: DF.Link | None
		author_user: DF.Link | None
		cause: DF.SmallText | None
		customers_helped: DF.Int
		equipment: DF.Table[KnowledgeCaseEquipment]
		fault_codes: DF.Table[KnowledgeFaultCode]
		first_published_on: DF.Date | None
		former_routes: DF.Table[KnowledgeCaseRoute]
		from_ticket: DF.Link | None
		gone_confirmed: DF.SmallText | None
		kind: DF.Literal["Case", "FAQ", "Command Manual", "Fault Code Table", "Remote Access Guide", "Script"]
		language: DF.Literal[
			"", "Chinese", "English", "Japanese", "Korean", "German", "French", "Spanish", "Other"
		]
		last_confirmed_on: DF.Date | None
		naming_series: DF.Literal["KC-.YYYY.-.#####"]
		not_solved: DF.Int
		offerings: DF.Table[KnowledgeCaseOffering]
		only_company: DF.Link | None
		pictures: DF.Table[KnowledgeCasePicture]
		published_on: DF.Datetime | None
		quality: DF.Percent
		reads: DF.Int
		review_due_on: DF.Date | None
		review_reason: DF.SmallText | None
		reviewer: DF.Link | None
		route: DF.Data | None
		skills: DF.Table[KnowledgeCaseSkill]
		snippet: DF.Code | None
		solution: DF.TextEditor | None
		solved: DF.Int
		stage: DF.Literal["Draft", "In Review", "Published", "Retired"]
		symptom: DF.SmallText | None
		title: DF.Data
		url: DF.Data | None
		uses: DF.Int
		usual_parts: DF.Table[KnowledgeCasePart]
		version_no: DF.Int
		workflow_state: DF.Link | None
	# end: auto-generated types

	def before_insert(self):
		cases.set_author(self)

	def validate(self):
		cases.validate(self)

	def on_update(self):
		case_files.attach_pictures(self)
		versions.keep(self)
		notices.tell(self)

	def on_trash(self):
		versions.delete_versions(self)
		reviews.delete_of_case(self)
		uses.delete_of_case(self)
