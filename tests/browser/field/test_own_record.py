"""My score, my training and my exams on the phone, kept for when there is no connection; and an old part that goes along (N1, F1)."""

import pytest

from tests.browser.field.site import CERTIFICATE, COURSE
from tests.browser.field.test_engineers_day import CARD, open_ticket, send_now, take


@pytest.fixture
def worker(phone, site):
	"""The phone of the engineer with a score, a course to do and a certificate."""
	made = phone("own")
	made.log_in(site.engineers["third"], site.password)
	made.one(CARD, "The frame is torn")
	made.is_kept()
	return made


def test_score_and_training_are_there_without_a_connection(worker, line):
	worker.tap(".bar .button", "More")
	worker.tap("nav .button", "My Score")
	worker.one(".figure", "81.5")
	line.cut()
	# Opened anew, as after a day in the pocket.
	worker.browser.get("about:blank")
	worker.open("/me/score")
	worker.one(".figure", "81.5")
	assert "SLA Rate" in worker.text() and "45.5 of 50 points" in worker.text()
	worker.picture("field-16-score")
	worker.tap(".top .back")
	worker.tap(".bar .button", "More")
	worker.picture("field-17-more")
	worker.tap("nav .button", "My Training and Exams")
	worker.one("h2", "Training to Do")
	assert COURSE in worker.text() and CERTIFICATE in worker.text()
	worker.picture("field-18-training")
	line.mend()


def test_another_person_on_the_phone_sees_nothing_of_it(worker, site):
	worker.tap(".bar .button", "More")
	worker.tap("nav .button", "My Score")
	worker.one(".figure", "81.5")
	worker.lay_down()
	worker.log_in(site.engineers["second"], site.password)
	worker.one(CARD, "The oven stays cold")
	worker.tap(".bar .button", "More")
	worker.tap("nav .button", "My Score")
	worker.one(".card", "no score yet")
	assert "81.5" not in worker.text()


def test_an_old_part_goes_along_with_its_number(worker, site, line):
	ticket = site.tickets["third"]
	open_ticket(worker, "The frame is torn")
	take(worker, "Accept")
	worker.until(lambda: site.value(ticket, "stage") == "Accepted", "the ticket to be accepted")
	worker.all_sent()
	line.cut()
	worker.tap(".tabs .button", "Parts")
	worker.tap("button.take-along")
	worker.write("input[name=along-item]", site.part)
	worker.write("input[name=along-serial]", "OLD-4711")
	worker.write("input[name=along-remark]", "Burnt")
	worker.picture("field-19-take-along")
	worker.tap("form.take-along .main", "Take Along")
	worker.one(".top .unsent", "1 unsent")
	line.mend()
	send_now(worker)
	(part,) = site.list("Defective Part", "item_code", "old_serial_no", "stage", "remark", ticket=ticket)
	assert (part["item_code"], part["old_serial_no"], part["stage"]) == (
		site.part,
		"OLD-4711",
		"With Engineer",
	)
	assert part["remark"] == "Burnt"
