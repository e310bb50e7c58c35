import frappe
from frappe import _
from frappe.utils import flt

from fsm_app.common.asked_first import AskedDocument
from fsm_app.engine.scoring import is_hundred
from fsm_app.performance.schemes import PART_WEIGHTS


class WeightsDoNotAddUp(frappe.ValidationError):
	"""The weights of a scheme's KPIs are not 100 together."""


class KPIScheme(AskedDocument):
	"""The KPIs of a group of engineers and their weights, which add up to 100 (J2)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.performance.doctype.kpi_scheme_item.kpi_scheme_item import KPISchemeItem

		description: DF.SmallText | None
		disabled: DF.Check
		items: DF.Table[KPISchemeItem]
		level: DF.Link | None
		neutral_score: DF.Float
		scheme_name: DF.Data
		weight_colleagues: DF.Percent
		weight_kpi: DF.Percent
		weight_objectives: DF.Percent
		weight_self: DF.Percent
		weight_supervisor: DF.Percent
		when_no_data: DF.Literal["Spread Weight", "Neutral Score", "Zero"]
		work_type: DF.Literal["", "On-site", "Remote"]
	# end: auto-generated types

	def validate(self):
		self.validate_weights()
		self.validate_parts()
		self.validate_kpis_named_once()

	def validate_weights(self):
		"""The weights must add up to 100 (J2)."""
		weights = [flt(item.weight) for item in self.items]
		if not is_hundred(weights) or any(weight <= 0 for weight in weights):
			frappe.throw(
				_("KPIs: the weights add up to {0} but must be above 0 each and 100 together.").format(
					f"{flt(sum(weights), 4):g}"
				),
				WeightsDoNotAddUp,
			)

	def validate_parts(self):
		"""The weights of the appraisal's parts must add up to 100, too; none given means KPIs alone (J4)."""
		weights = [flt(self.get(field)) for field in PART_WEIGHTS.values()]
		if not any(weights):
			self.weight_kpi = 100
		elif not is_hundred(weights) or any(weight < 0 for weight in weights):
			frappe.throw(
				_("Parts of the Appraisal: the weights add up to {0} but must be 100 together.").format(
					f"{flt(sum(weights), 4):g}"
				),
				WeightsDoNotAddUp,
			)
		if not 0 <= flt(self.neutral_score) <= 100:
			frappe.throw(_("Neutral Score: must lie between 0 and 100."))

	def validate_kpis_named_once(self):
		kpis = [item.kpi for item in self.items]
		if repeated := {kpi for kpi in kpis if kpis.count(kpi) > 1}:
			frappe.throw(_("KPIs: {0} stands in more than one row.").format(", ".join(sorted(repeated))))
