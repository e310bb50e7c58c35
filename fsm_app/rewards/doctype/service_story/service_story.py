from fsm_app.common.asked_first import AskedDocument
from fsm_app.rewards.stories import validate_story


class ServiceStory(AskedDocument):
	"""A story from the service, with pictures, for colleagues to read (K1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.rewards.doctype.service_story_picture.service_story_picture import ServiceStoryPicture

		company: DF.Link | None
		consent_note: DF.Data | None
		customer: DF.Link | None
		customer_consented: DF.Check
		engineer: DF.Link | None
		naming_series: DF.Literal["SS-.YYYY.-.#####"]
		pictures: DF.Table[ServiceStoryPicture]
		published_on: DF.Date | None
		stage: DF.Literal["Draft", "In Review", "Published", "Withdrawn"]
		story: DF.LongText
		ticket: DF.Link | None
		title: DF.Data
		workflow_state: DF.Link | None
	# end: auto-generated types

	def validate(self):
		validate_story(self)
