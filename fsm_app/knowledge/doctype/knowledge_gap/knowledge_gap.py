from fsm_app.common.asked_first import AskedDocument
from fsm_app.knowledge import gap_tasks


class KnowledgeGap(AskedDocument):
	"""A frequent fault or offering without a case, and who is asked to write one (G3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		about: DF.Data | None
		asked_on: DF.Date | None
		closed_on: DF.Date | None
		company: DF.Link | None
		declined_by: DF.SmallText | None
		engineer: DF.Link | None
		example: DF.Link | None
		gap_key: DF.Data | None
		kind: DF.Literal["Fault Code", "Offering"]
		knowledge_case: DF.Link | None
		lasting: DF.Int
		naming_series: DF.Literal["KG-.YYYY.-.#####"]
		offering: DF.Link | None
		reason: DF.SmallText | None
		state: DF.Literal["Open", "Written", "Not Needed"]
		tickets: DF.Int
	# end: auto-generated types

	def onload(self):
		self.set_onload("may", gap_tasks.may(self))

	def validate(self):
		gap_tasks.validate(self)

	def on_update(self):
		gap_tasks.tell_of_choice(self)
