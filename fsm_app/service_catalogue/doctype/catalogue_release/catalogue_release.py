from fsm_app.common.asked_first import AskedDocument
from fsm_app.service_catalogue import releases


class CatalogueRelease(AskedDocument):
	"""The catalogue as it was published at one time (A4)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.service_catalogue.doctype.catalogue_release_entry.catalogue_release_entry import (
			CatalogueReleaseEntry,
		)

		changes: DF.SmallText | None
		entries: DF.Table[CatalogueReleaseEntry]
		notes: DF.TextEditor | None
		published_at: DF.Datetime | None
		published_by: DF.Link | None
		release_state: DF.Literal["Draft", "In Review", "Published", "Retired"]
		retired_at: DF.Datetime | None
		title: DF.Data
		workflow_state: DF.Link | None
	# end: auto-generated types

	def validate(self):
		releases.follow_workflow(self)

	def on_update(self):
		releases.retire_former(self)

	def on_trash(self):
		releases.refuse_deletion(self)
