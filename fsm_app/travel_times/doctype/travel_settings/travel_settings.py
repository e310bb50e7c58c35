from frappe.model.document import Document

from fsm_app.travel_times.map_tiles import validate_map
from fsm_app.travel_times.settings import follow_settings, validate_settings


class TravelSettings(Document):
	"""Which service is asked how long ways take, and how its addresses are kept (E3)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		address_coordinates: DF.Literal["WGS-84", "GCJ-02"]
		keep_days: DF.Int
		key: DF.Password | None
		map_coordinates: DF.Literal["WGS-84", "GCJ-02"]
		map_credit: DF.Data | None
		map_tiles: DF.Data | None
		most_places: DF.Int
		profile: DF.Data | None
		service: DF.Literal["None", "OSRM", "AMap"]
		url: DF.Data | None
		wait_seconds: DF.Float
	# end: auto-generated types

	def validate(self):
		validate_settings(self)
		validate_map(self)

	def on_update(self):
		follow_settings(self)
