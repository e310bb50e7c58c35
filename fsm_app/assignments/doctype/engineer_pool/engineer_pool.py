from fsm_app.assignments.pools import validate_pool
from fsm_app.common.asked_first import AskedDocument


class EngineerPool(AskedDocument):
	"""Regions and teams that lend one another engineers (E2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.assignments.doctype.engineer_pool_member.engineer_pool_member import EngineerPoolMember
		from fsm_app.assignments.doctype.engineer_pool_offering.engineer_pool_offering import (
			EngineerPoolOffering,
		)

		company: DF.Link
		disabled: DF.Check
		members: DF.Table[EngineerPoolMember]
		offerings: DF.Table[EngineerPoolOffering]
		pool_name: DF.Data
	# end: auto-generated types

	def validate(self):
		validate_pool(self)
