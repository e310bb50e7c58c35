"""A site with a day for two engineers and one who works dangerously, for the walks through the field app; see served.py."""

from tests.browser.logins import person

# First names and places that nobody else in the suite has; the second person must not see anything of the first.
ENGINEERS = {
	"first": ("field-walk-wang@example.com", "Wang Fang"),
	"second": ("field-walk-chen@example.com", "Chen Bo"),
	"third": ("field-walk-zhou@example.com", "Zhou Min"),
}
CUSTOMERS = {"first": "Hotel Lotus", "second": "Bakery Harbour", "third": "Steelworks Delta"}
EQUIPMENT = ("Helmet", "Safety shoes")
PERMIT, MEASURES = "Field Walk Hot Work", ("Cover what burns", "Extinguisher ready")
COURSE, CERTIFICATE = "Field Walk First Aid", "Field Walk Licence"
SKILL = "Field Walk Skill"
SERIAL_NO = "FIELD-WALK-1"
PLACE = {"latitude": 31.2304, "longitude": 121.4737}
EVIDENCE = (
	("On Site", "Photo"),
	("On Site", "Serial Number"),
	("On Site", "Fault Symptom"),
	("Working", "Service Report"),
	("Working", "Customer Signature"),
)


def make() -> dict:
	"""Returns {"engineers": {who: email}, "tickets": {what: name}, "serial_no", "part"}."""
	from tests.app import factories as f
	from tests.app.devices import item, serial_no

	# Who approves permits.
	f.user("field-walk-boss@example.com", "Service Manager")
	team = f.team("Field Walk Team")
	people = {}
	for who, (email, name) in ENGINEERS.items():
		person(email, "Service Engineer")
		people[who] = f.engineer(name, user=email, team=team, skills=(SKILL,)).name
	hours = {"hours": ("00:00:00", "00:00:00")}
	days = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
	policy = f.policy("Field Walk Policy", calendar=f.calendar("Field Walk Calendar", days=days, **hours))
	terms = {"sla_policy": policy, "skills": (SKILL,)}
	plain = f.offering("Field Walk Repair", **terms)
	evidence = [{"stage": stage, "kind": kind, "minimum_count": 1} for stage, kind in EVIDENCE]
	steps = [{"stage": "On Site", "step": "Switch off and lock the mains", "mandatory": 1}]
	full = f.offering("Field Walk Repair with Evidence", evidence=evidence, checklist=steps, **terms)
	dangerous = f.offering(
		"Field Walk Welding", work_permits=[{"permit_type": permit_type()}], ppe_list=equipment(), **terms
	)
	washer = item("Field Walk Washer")
	customers = {who: f.customer(name) for who, name in CUSTOMERS.items()}
	serial_no(SERIAL_NO, customer=customers["first"], item_code=washer)

	def given(who: str, subject: str, offering: str, **values) -> str:
		ticket = f.ticket(
			subject=subject, customer=customers[who], offering=offering, reported_by="Li Wei",
			contact_phone="+86 21 5555 0101", **PLACE, **values,
		)  # fmt: skip
		return dispatched(ticket.name, people[who])

	tickets = {
		"plain": given("first", "The washer rattles", plain),
		"full": given("first", "The washer does not heat", full, serial_no=SERIAL_NO),
		"second": given("second", "The oven stays cold", plain),
		"third": given("third", "The frame is torn", dangerous),
	}
	own_record(people["third"])
	return {
		"engineers": {who: email for who, (email, _name) in ENGINEERS.items()},
		"tickets": tickets,
		"serial_no": SERIAL_NO,
		"part": washer,
	}


def permit_type() -> str:
	"""A kind of permit with two measures, for up to four hours, approved by managers."""
	from tests.app import factories as f

	measures = [{"measure": measure} for measure in MEASURES]
	values = {"approver_role": "Service Manager", "max_hours": 4, "measures": measures}
	return f.make("Work Permit Type", name=PERMIT, type_name=PERMIT, **values).name


def equipment() -> str:
	"""What welding asks to be checked each day."""
	from tests.app import factories as f

	items = [{"item": item} for item in EQUIPMENT]
	values = {"list_name": "Field Walk List", "applies_to": "Offerings That Name It", "items": items}
	return f.make("PPE List", name="Field Walk List", **values).name


def own_record(engineer: str) -> None:
	"""A month with a score, a course to do and a certificate."""
	import frappe

	from tests.app import factories as f
	from tests.app.rewarded import stored

	f.make("Training Course", name=COURSE, course_name=COURSE)
	frappe.get_doc(
		{"doctype": "Training Assignment", "engineer": engineer, "course": COURSE, "due_date": "2031-05-01"}
	).insert()
	f.make("Service Certification", name=CERTIFICATE, certification_name=CERTIFICATE)
	held = {"engineer": engineer, "company": f.company(), "certification": CERTIFICATE}
	stored("Engineer Certification", **held, verification="Verified", valid_from="2020-01-01", state="Valid")
	cycle = stored(
		"Performance Cycle",
		cycle_name="Field Walk Month",
		company=f.company(),
		start_date="2019-03-01",
		end_date="2019-03-31",
		status="Closed",
	)
	appraisal = stored(
		"Performance Appraisal",
		cycle=cycle,
		engineer=engineer,
		company=f.company(),
		scheme="A Scheme",
		total_score=81.5,
		has_data=1,
		appraisal_key=f"{cycle}:{engineer}",
	)
	of = {"parent": appraisal, "parenttype": "Performance Appraisal", "parentfield": "scores"}
	for idx, (kpi, score) in enumerate((("SLA Rate", 91), ("First-time Fix", 67)), 1):
		stored(
			"Performance Appraisal Score",
			**{**of, "idx": idx, "kpi": kpi, "value": score, "unit": "%", "score": score},
			**{
				"weight": 50,
				"effective_weight": 50,
				"contribution": score / 2,
				"denominator": 9,
				"scored": 1,
			},
		)


def dispatched(ticket: str, engineer: str) -> str:
	"""The ticket in the hands of this engineer, whom the ranking might not have chosen."""
	import frappe

	from tests.app.tickets import act

	act(ticket, "Triage")
	document = frappe.get_doc("Service Ticket", ticket)
	document.update({"engineer": engineer, "override_reason": "They know the place"})
	document.save()
	act(ticket, "Dispatch")
	return ticket
