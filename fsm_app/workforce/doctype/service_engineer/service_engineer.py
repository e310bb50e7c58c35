import frappe
from frappe import _

from fsm_app.common.asked_first import AskedDocument
from fsm_app.workforce.dispatch_obstacles import obstacles
from fsm_app.workforce.engineers import note_level_change


class ServiceEngineer(AskedDocument):
	"""A person who does service work, with level, skills and team (D1)."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		from fsm_app.workforce.doctype.engineer_offering.engineer_offering import EngineerOffering
		from fsm_app.workforce.doctype.engineer_skill.engineer_skill import EngineerSkill

		authorised_offerings: DF.Table[EngineerOffering]
		calendar: DF.Link | None
		company: DF.Link
		employee: DF.Link | None
		engineer_name: DF.Data
		joined_on: DF.Date | None
		level: DF.Link
		level_since: DF.Date | None
		max_open_tickets: DF.Int
		region: DF.Link | None
		shared_pool: DF.Check
		skills: DF.Table[EngineerSkill]
		starts_from: DF.Link | None
		status: DF.Literal["Active", "On Leave", "Left"]
		team: DF.Link | None
		user: DF.Link | None
		visibility: DF.Literal["", "", "Own", "Team", "Region", "All"]
	# end: auto-generated types

	def onload(self):
		self.set_onload("obstacles", obstacles(self))

	def before_insert(self):
		if self.team and not self.region:
			self.region = frappe.get_cached_value("Service Team", self.team, "region")

	def validate(self):
		self.validate_team()
		self.validate_skills()
		note_level_change(self)

	def validate_team(self):
		"""The team's tickets are those of its company."""
		if self.team and frappe.get_cached_value("Service Team", self.team, "company") != self.company:
			frappe.throw(
				_("The team {0} does not belong to {1}. Choose another team.").format(self.team, self.company)
			)

	def validate_skills(self):
		skills = [row.skill for row in self.skills]
		if repeated := {skill for skill in skills if skills.count(skill) > 1}:
			frappe.throw(
				_("Skills: {0} stands in more than one row. Delete all but one.").format(
					", ".join(sorted(repeated))
				)
			)
		for row in self.skills:
			if not 1 <= (row.proficiency or 0) <= 5:
				frappe.throw(
					_("Skills, row {0}: Proficiency is {1} but must lie between 1 and 5.").format(
						row.idx, row.proficiency
					)
				)
