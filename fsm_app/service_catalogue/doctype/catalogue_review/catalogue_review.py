from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_catalogue import review


class CatalogueReview(AskedDocument):
	"""The monthly look at a company's use of the catalogue, with proposals (A4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_catalogue.doctype.catalogue_review_bottleneck.catalogue_review_bottleneck import (
			CatalogueReviewBottleneck,
		)
		from fsm_app.service_catalogue.doctype.catalogue_review_proposal.catalogue_review_proposal import (
			CatalogueReviewProposal,
		)

		bottlenecks: DF.Table[CatalogueReviewBottleneck]
		company: DF.Link
		end_date: DF.Date | None
		minutes: DF.TextEditor | None
		month: DF.Data
		proposals: DF.Table[CatalogueReviewProposal]
		start_date: DF.Date | None
	# end: auto-generated types

	def before_insert(self):
		review.fill_in(self)

	def after_insert(self):
		review.carry_over(self)
