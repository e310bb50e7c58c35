from fsm_app.common.asked_first import AskedDocument
from fsm_app.knowledge import reviews


class KnowledgeReview(AskedDocument):
	"""A reviewer's marks of a case by a rubric (G1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.knowledge.doctype.knowledge_review_score.knowledge_review_score import (
			KnowledgeReviewScore,
		)

		engineer: DF.Link | None
		knowledge_case: DF.Link
		mark: DF.Percent
		naming_series: DF.Literal["KR-.YYYY.-.#####"]
		only_company: DF.Link | None
		passed: DF.Check
		remarks: DF.SmallText | None
		reviewed_on: DF.Date | None
		reviewer: DF.Link | None
		rubric: DF.Link
		scores: DF.Table[KnowledgeReviewScore]
		title: DF.Data | None
	# end: auto-generated types

	def before_insert(self):
		reviews.set_defaults(self)

	def validate(self):
		reviews.validate(self)

	def on_update(self):
		reviews.follow(self)

	def on_trash(self):
		reviews.forget(self)
