from fsm_app.common.asked_first import AskedDocument


class CallbackScript(AskedDocument):
	"""What to ask a customer who is called back (I2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		disabled: DF.Check
		offering: DF.Link | None
		questions: DF.Text
		script_name: DF.Data
	# end: auto-generated types
