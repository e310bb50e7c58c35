"""Protective equipment, permits and incidents on the phone at 390 pixels, with and without a connection (L1, L2, N1)."""

import pytest

from tests.app import pictures
from tests.browser.field.site import EQUIPMENT, MEASURES, PERMIT
from tests.browser.field.test_engineers_day import CARD, NEXT, PLACE, open_ticket, send_now, take


@pytest.fixture
def welder(phone, site):
	"""The phone of the engineer whose job asks for equipment and a permit."""
	made = phone("safe")
	made.is_at(*PLACE)
	made.log_in(site.engineers["third"], site.password)
	made.one(CARD, "The frame is torn")
	made.is_kept()
	return made


def look_at(phone, item: str, value: str) -> None:
	phone.tap(f"[data-item='{item}'] [data-value='{value}']")


def on_site(phone) -> None:
	open_ticket(phone, "The frame is torn")
	for action in ("Accept", "Prepare", "Travel", "Arrive"):
		take(phone, action)


def test_work_begins_with_the_check_and_a_permit(welder, site, line):
	ticket = site.tickets["third"]
	welder.one(".check.needed", "check your protective equipment")
	welder.picture("field-10-check-asked-for")
	on_site(welder)
	take(welder, "Start Work")

	# Without a connection: what is looked at is kept, and goes out later.
	line.cut()
	welder.one("h1", "Check of Protective Equipment")
	for item in EQUIPMENT:
		look_at(welder, item, "ok")
	welder.picture("field-11-check")
	welder.tap(".bar .main:enabled", "Send the Check")
	welder.one(NEXT)
	take(welder, "Start Work")
	welder.one(".toast.bad", PERMIT)
	welder.tap(".permits .button", "Ask for It")
	assert not welder.one(".bar .main").is_enabled()
	for measure in welder.seen(".measure"):
		measure.click()
	welder.write("input[name=place]", "Hall 3")
	welder.picture("field-12-permit")
	welder.tap(".bar .main:enabled", "Ask for the Permit")
	welder.one(".permits [data-state=Requested]", "Not sent yet")
	line.mend()
	send_now(welder)
	(check,) = site.list("PPE Check", "is_in_order", engineer=site.value(ticket, "engineer"))
	assert check["is_in_order"]
	(permit,) = site.list("Work Permit", "state", "place", ticket=ticket)
	assert (permit["state"], permit["place"]) == ("Requested", "Hall 3")
	assert len(site.document("Work Permit", permit["name"])["measures"]) == len(MEASURES)

	site.call("fsm_app.api.safety.approve_permit", permit=permit["name"], answer="Mind the gas pipe")
	welder.tap("button[aria-label=Refresh]")
	open_ticket(welder, "The frame is torn")
	welder.one(".permits [data-state=Approved]", "Mind the gas pipe")
	take(welder, "Start Work")
	welder.until(lambda: site.value(ticket, "stage") == "Working", "the work to begin")
	welder.picture("field-13-permit-holds")
	welder.tap(".permits button", "Close Permit")
	welder.tap(".dialog .main", "Close Permit")
	welder.until(lambda: site.document("Work Permit", permit["name"])["state"] == "Closed", "the permit back")
	take(welder, "Complete")
	welder.until(lambda: site.value(ticket, "stage") == "Done", "the work to be done")


def test_a_fault_is_told_and_stands_until_it_is_checked_again(welder, site):
	welder.tap(".check .button", "Check Equipment")
	look_at(welder, EQUIPMENT[0], "fault")
	look_at(welder, EQUIPMENT[1], "ok")
	assert not welder.one(".bar .main").is_enabled(), "what is not in order is said"
	welder.write(f"[data-item='{EQUIPMENT[0]}'] input", "Cracked")
	welder.tap(".bar .main:enabled", "Send the Check")
	welder.one(".check.faulty", "not in order")
	welder.all_sent()
	(check,) = site.list("PPE Check", "is_in_order")
	rows = {row["item"]: row for row in site.document("PPE Check", check["name"])["items"]}
	assert (rows[EQUIPMENT[0]]["is_ok"], rows[EQUIPMENT[0]]["remark"]) == (0, "Cracked")
	welder.picture("field-14-faulty")

	welder.tap(".check .button", "Check Again")
	look_at(welder, EQUIPMENT[0], "ok")
	welder.tap(".bar .main:enabled", "Send the Check")
	welder.until(lambda: not welder.seen(".check"), "the day to ask for nothing")
	welder.all_sent()
	assert site.document("PPE Check", check["name"])["is_in_order"]


def test_an_incident_is_reported_in_four_taps_before_all_else(welder, site, line):
	ticket = site.tickets["third"]
	# Something of the ticket is refused and waits for the person: the report does not wait for it.
	open_ticket(welder, "The frame is torn")
	take(welder, "Accept")
	welder.tap(".tabs .button", "Parts")
	welder.write("input[name=used-item]", "No such part")
	welder.tap("form .button.main", "Enter Parts Used")
	welder.one(".top .unsent", "1 unsent")
	welder.tap(".top .back")
	line.cut()

	welder.taps = 0
	welder.tap(".bar .button", "Incident")
	welder.tap(".kinds [data-value='Near Miss']")
	welder.tap(".hurt [data-value=no]")
	welder.write("textarea[name=what_happened]", "A beam fell beside me")
	welder.write("input[name=place]", "Hall 3")
	welder.give_file("input[name=photo]", pictures.photo(size=(900, 600)), ".jpg")
	welder.one("label.button", "1 taken")
	welder.picture("field-15-incident")
	welder.tap(".bar .main:enabled", "Send the Report")
	assert welder.taps == 4
	welder.one(".top .unsent", "3 unsent")
	assert not site.list("Safety Incident")

	line.mend()
	welder.tap(".top .unsent")

	def sent():
		for button in welder.seen(".bar .main:enabled", "Send Now"):
			button.click()
		return welder.seen(".top .unsent", "1 unsent")

	welder.until(sent, "the report to go")
	(incident,) = site.list("Safety Incident", "kind", "place", "is_anyone_hurt", "ticket")
	assert (incident["kind"], incident["place"], incident["is_anyone_hurt"]) == ("Near Miss", "Hall 3", 0)
	assert incident["ticket"] in (None, "", ticket)
	files = site.list(
		"File", "is_private", attached_to_doctype="Safety Incident", attached_to_name=incident["name"]
	)
	assert [row["is_private"] for row in files] == [1]
	assert welder.seen("article[data-state=refused]", "Parts Used")
