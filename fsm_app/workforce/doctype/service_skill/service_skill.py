from fsm_app.common.asked_first import AskedDocument


class ServiceSkill(AskedDocument):
	"""Something an engineer can do and an offering may require."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		description: DF.SmallText | None
		skill_name: DF.Data
	# end: auto-generated types
