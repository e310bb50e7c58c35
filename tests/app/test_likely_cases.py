"""A ticket shows the cases that most likely solve it, learnt from what solved earlier ones, with the reason (G2, E4)."""

import pytest

import frappe

from fsm_app.knowledge import learning, likely, models, search_copies
from fsm_app.knowledge.stages import CASE, NOT_SOLVED
from tests.app import factories as f
from tests.app.solved_cases import item, mark, night, published

FITTER, MANAGER, KEEPER, CUSTOMER = (
	f"{name}@likely.example.com" for name in ("fitter", "manager", "keeper", "customer")
)
API = "/api/method/fsm_app.api.likely_cases."


@pytest.fixture
def people(freeze):
	freeze("2026-03-02 12:00:00")
	f.user(FITTER, "Service Engineer")
	f.user(MANAGER, "Service Manager")
	f.user(CUSTOMER, "Customer")
	return f.engineer("Likely Fitter", user=FITTER)


@pytest.fixture
def cases(people):
	return frappe._dict(
		seal=published("密封圈老化导致漏水", symptom="水泵底部滴水，地面有积水", cause="机械密封磨损"),
		bearing=published("Bearing runs dry", symptom="Grinding noise, the shaft is hot", cause="No grease"),
		display=published(
			"Display stays dark",
			symptom="No picture after the start",
			cause="Backlight board",
			fault_codes=[{"code": "KX-77", "meaning": "Backlight failed"}],
		),
		paper=published("Paper jams in tray 2", symptom="Paper is pulled in askew", cause="Worn rollers"),
	)


def ticket(subject: str, **values):
	return f.ticket(subject=subject, **values)


def proposed(found: dict) -> list[str]:
	return [case["name"] for case in found["cases"]]


def of(ticket) -> list[str]:
	return proposed(likely.of_ticket(ticket.name))


def of_new(rest, user: str, **values):
	return rest.login(user).post(API + "of_new_ticket", json=values)


@pytest.mark.parametrize(
	("said", "values", "case"),
	[
		("水泵漏水，滴个不停", {}, "seal"),
		("水泵漏水，機械密封壞了", {}, "seal"),
		("Loud grinding from the motor, shaft is getting hot", {}, "bearing"),
		("The trays pull papers askew", {}, "paper"),
		("It does not work", {"description": "<p>We see<br>no <b>picture</b> at all</p>"}, "display"),
		("It does not work", {"fault_code": "kx 77"}, "display"),
	],
)
def test_a_case_is_proposed_before_it_has_solved_anything(cases, said, values, case):
	night()
	assert of(ticket(said, **values))[0] == cases[case].name


def test_the_reason_is_a_sentence_that_names_what_the_ticket_says(cases):
	mark(cases.seal, ticket("水泵漏水"))
	night()
	best = likely.of_ticket(ticket("泵体漏水").name)["cases"][0]
	assert best["name"] == cases.seal.name
	assert best["reason"].startswith("Why: the words ") and "“漏水”" in best["reason"]
	assert best["reason"].endswith("it has solved one ticket")
	assert "the fault code KX-77" in of_code(cases)["reason"]


def of_code(cases) -> dict:
	return likely.of_ticket(ticket("Anything", fault_code="KX-77").name)["cases"][0]


def test_it_gets_better_as_marks_come_in(cases):
	night()
	asked = ticket("Customer says: blinks twice, then off")
	assert of(asked)[:1] != [cases.bearing.name]
	for said in ("blinks twice, off again", "LED blinks twice", "blinks two times and goes off"):
		mark(cases.bearing, ticket(said))
	assert of(asked)[:1] != [cases.bearing.name]
	assert night()
	assert of(asked)[0] == cases.bearing.name


def test_a_night_without_news_learns_nothing(cases):
	first = night()
	assert first and night() is None
	assert models.newest().version == first
	cases.seal.db_set("symptom", "渗水")
	second = night()
	assert second and second != first
	cases.paper.db_set("stage", "Retired")
	night()
	# The one before stays for who is just reading it.
	assert set(frappe.get_all(models.MODEL, pluck="version")) == {second, models.newest().version}
	# After another night nothing of it lives on, such as of a text that was made anonymous.
	assert night() is None
	assert set(frappe.get_all(models.MODEL, pluck="version")) == {models.newest().version}


def test_what_did_not_help_comes_last_on_that_ticket_and_later_on_others(cases):
	night()
	asked, other = ticket("Grinding noise, hot shaft, paper askew"), ticket("grinding noise and a hot shaft")
	assert of(asked)[0] == cases.bearing.name
	before = score(other, cases.bearing)
	mark(cases.bearing, asked, NOT_SOLVED)
	found = likely.of_ticket(asked.name)["cases"]
	assert found[-1]["name"] == cases.bearing.name and found[-1]["marked"] == NOT_SOLVED
	assert found[0]["name"] == cases.paper.name
	assert of(other)[0] == cases.bearing.name
	night()
	assert score(other, cases.bearing) < before


def score(ticket, case) -> float:
	from fsm_app.knowledge import facts

	row = frappe.db.get_value("Service Ticket", ticket.name, list(facts.OF_TICKET), as_dict=True)
	(seen,) = facts.tickets_of([row])
	return next(each.score for each in models.current().rank(seen, 99) if each.case == case.name)


def test_the_last_word_about_a_ticket_counts(cases):
	asked = ticket("A cat sleeps on the machine")
	mark(cases.paper, asked)
	mark(cases.paper, asked, NOT_SOLVED)
	night()
	assert models.newest().solved == 0
	mark(cases.paper, asked)
	night()
	assert models.newest().solved == 1


def test_finished_tickets_whose_fault_code_means_a_case_teach_it(cases):
	old = ticket("Screen flickers green", fault_code="KX-77")
	old.db_set({"fault_case": cases.display.name, "stage": "Closed", "done_at": "2026-02-01 10:00:00"})
	open_one = ticket("Rattles", fault_code="KX-77")
	open_one.db_set("fault_case", cases.display.name)
	night()
	assert models.newest().solved == 1
	assert of(ticket("It flickers green"))[0] == cases.display.name


def test_retired_and_hidden_cases_are_not_proposed_and_their_marks_rest(cases):
	for number in range(3):
		mark(cases.seal, ticket(f"漏水 {number}"))
	night()
	asked = ticket("又漏水了")
	assert of(asked)[0] == cases.seal.name
	cases.seal.db_set("stage", "Retired")
	assert cases.seal.name not in of(asked)
	night()
	assert cases.seal.name not in models.current().cases
	cases.seal.db_set("stage", "Published")
	night()
	assert of(asked)[0] == cases.seal.name and models.newest().solved == 3


def test_a_case_that_became_another_kind_is_proposed_as_that(cases):
	mark(cases.paper, ticket("paper askew"))
	night()
	cases.paper.db_set("kind", "FAQ")
	(best, *_others) = likely.of_ticket(ticket("paper askew again").name)["cases"]
	assert (best["name"], best["kind"]) == (cases.paper.name, "FAQ")


def test_a_deleted_case_is_gone_at_once(cases):
	night()
	frappe.delete_doc(CASE, cases.paper.name, force=True, ignore_permissions=True)
	assert cases.paper.name not in of(ticket("paper askew"))
	assert night()


def test_what_one_may_not_read_is_not_proposed(cases, people, as_user):
	other = f.other_company("Likely Other Company", "LOC")
	theirs = published("Grinding noise of the shaft elsewhere", only_company=other)
	draft = published("Grinding noise, a draft", stage="Draft")
	night()
	asked = ticket("Grinding noise, the shaft is hot", engineer=people.name)
	with as_user(FITTER):
		seen = of(asked)
	assert cases.bearing.name in seen
	assert theirs.name not in seen and draft.name not in seen
	with as_user(MANAGER):
		assert theirs.name in of(asked)


def test_what_was_published_since_is_found_by_its_fault_code_and_device(cases, people):
	night()
	pump = item("LIKELY-PUMP")
	by_code = published("Contactor welded", fault_codes=[{"code": "Z-901"}])
	by_device = published("How to open the lid", equipment=[{"item_code": pump}])
	draft = published("Draft", stage="Draft", fault_codes=[{"code": "Z-901"}])
	asked = ticket("Grinding noise", fault_code="z901", item_code=pump)
	found = likely.of_ticket(asked.name)["cases"]
	assert found[0]["name"] == by_code.name and "z901" in found[0]["reason"]
	assert by_device.name in [case["name"] for case in found[1:]]
	assert draft.name not in proposed({"cases": found})
	night()
	assert of(asked)[0] == by_code.name


def test_what_was_published_since_is_found_by_its_words(cases):
	night()
	new = published("Whistling valve", symptom="A shrill whistling from the relief valve")
	draft = published("Whistling, a draft", symptom="A shrill whistling", stage="Draft")
	asked = ticket("Shrill whistling since noon")
	searched()
	(best, *others) = likely.of_ticket(asked.name)["cases"]
	assert best["name"] == new.name and "whistling" in best["reason"] and not best["is_likely"]
	assert draft.name not in proposed({"cases": others})


def test_before_anything_was_learnt_it_says_so_and_shows_what_says_the_same(cases):
	frappe.db.delete(models.MODEL)
	asked = ticket("Grinding noise")
	searched()
	found = likely.of_ticket(asked.name)
	assert found["available"] and "learnt" in found["note"]
	assert proposed(found) == [cases.bearing.name]


def searched() -> None:
	"""As the request has that published the cases; the index that they are searched by then knows of them."""
	frappe.db.commit()


def test_while_the_search_is_not_ready_what_was_learnt_is_shown(cases, monkeypatch):
	night()
	published("Grinding noise, newly written")

	def not_ready(*_args, **_kwargs):
		raise search_copies.NotReady("being built")

	monkeypatch.setattr(search_copies, "answer", not_ready)
	assert of(ticket("Grinding noise, hot shaft"))[0] == cases.bearing.name


def test_the_same_words_mean_another_case_on_another_device(people):
	pump, press = item("LIKELY-PUMP"), item("LIKELY-PRESS", "Test Presses")
	of_pump = published("Loud pump", symptom="rattles", equipment=[{"item_code": pump}])
	of_press = published("Loud press", symptom="rattles", equipment=[{"item_group": "Test Presses"}])
	for number in range(3):
		mark(of_pump, ticket(f"rattles badly {number}", item_code=pump))
		mark(of_press, ticket(f"rattles badly {number}", item_code=press))
	night()
	assert of(ticket("It rattles badly", item_code=pump))[0] == of_pump.name
	assert of(ticket("It rattles badly", item_code=press))[0] == of_press.name


def test_usual_parts_are_those_that_the_case_names_and_those_that_were_used(cases, people):
	seal, grease = item("LIKELY-SEAL"), item("LIKELY-GREASE")
	case = published(
		"填料压盖松动",
		symptom="压盖渗水",
		cause="螺栓松动",
		usual_parts=[{"item_code": seal, "qty": 2}],
	)
	for qty in (1, 3):
		solved = ticket("压盖处渗水")
		solved.append("parts_used", {"item_code": grease, "qty": qty, "uom": "Nos"})
		solved.save(ignore_permissions=True)
		mark(case, solved)
	night()
	found = likely.of_ticket(ticket("压盖渗水了").name)
	assert found["cases"][0]["cause"] == "螺栓松动"
	assert [
		(row["item_code"], row["qty"], row["used_on"], row["tickets"], row["case"]) for row in found["parts"]
	] == [(seal, 2, 0, 2, case.name), (grease, 2, 2, 2, case.name)]


def test_a_ticket_is_helped_while_it_is_being_written(cases, rest):
	night()
	answer = of_new(rest, FITTER, subject="Grinding noise from the shaft")
	assert answer.status_code == 200, answer.json
	assert answer.json["message"]["cases"][0]["name"] == cases.bearing.name
	nothing = of_new(rest, FITTER).json["message"]
	assert nothing["available"] and nothing["cases"] == [] and nothing["note"]


def test_only_those_who_do_the_service_are_told(cases, rest):
	night()
	asked = ticket("Grinding noise")
	for user in (CUSTOMER,):
		assert of_new(rest, user, subject="Grinding noise").status_code == 403
		assert rest.login(user).get(API + "of_ticket", params={"ticket": asked.name}).status_code == 403
	assert rest.get(API + "of_ticket", params={"ticket": asked.name}).status_code == 403
	assert rest.post(API + "of_new_ticket", json={"subject": "Grinding noise"}).status_code == 403
	# Of a ticket that an engineer does not see they learn nothing either.
	assert rest.login(FITTER).get(API + "of_ticket", params={"ticket": asked.name}).status_code == 403
	assert rest.login(MANAGER).get(API + "of_ticket", params={"ticket": asked.name}).status_code == 200


def test_what_was_learnt_is_read_by_nobody(cases, rest):
	night()
	name = frappe.get_all(models.MODEL, pluck="name")[0]
	f.user("system@likely.example.com", "System Manager")
	for user in (FITTER, MANAGER, "system@likely.example.com"):
		for path in (f"/api/resource/{models.MODEL}", f"/api/resource/{models.MODEL}/{name}"):
			assert rest.login(user).get(path).status_code == 403


def test_a_model_that_cannot_be_read_keeps_nobody_from_their_ticket(cases, rest):
	night()
	frappe.db.set_value(models.MODEL, {"part": 1}, {"content": "AAAA", "version": "broken"})
	asked = ticket("Grinding noise")
	found = likely.of_ticket(asked.name)
	assert not found["available"] and found["cases"] == [] and found["note"]
	asked.subject = "Grinding noise, louder"
	asked.save()
	assert of_new(rest, FITTER, subject="Grinding noise").json["message"]["available"] is False
	# The night mends it.
	assert night()
	assert likely.of_ticket(asked.name)["available"]


def test_a_machine_without_the_libraries_says_so(cases, monkeypatch):
	night()

	def missing(*_args):
		raise ImportError("numpy")

	monkeypatch.setattr(models, "current", missing)
	assert likely.of_ticket(ticket("Grinding noise").name)["available"] is False


def test_telephone_numbers_and_addresses_are_not_learnt(people):
	case = published("Leaks", symptom="drips")
	for number in range(60):
		mark(case, ticket(f"drips, call 139-8877-6655 or zhang{number}@kehu.example"))
	night()
	names = models.current()._names
	assert not [name for name in names if "8877" in name or "kehu" in name]
	assert [name for name in names if "drip" in name]


def test_a_site_without_cases_learns_that_there_are_none(people):
	assert night() and models.newest().cases == 0 and night() is None
	found = likely.of_ticket(ticket("Grinding noise").name)
	assert (found["available"], found["cases"], found["note"]) == (True, [], "")


def test_the_scheduler_lets_a_job_of_its_own_learn(cases, jobs):
	frappe.db.commit()  # as the request that saved the cases has
	learning.learn_cases()
	jobs.run()
	assert not jobs.failed
	assert models.newest().cases == 4


def test_a_model_of_many_parts_is_read_whole(cases, monkeypatch):
	monkeypatch.setattr(models, "PART_SIZE", 500)
	night()
	assert frappe.db.count(models.MODEL) > 3
	assert of(ticket("Grinding noise, hot shaft"))[0] == cases.bearing.name
