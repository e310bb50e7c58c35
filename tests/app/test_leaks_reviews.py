"""Reviews, ratings, interviews, appeals, plans and objectives are for the engineer, their chain and HR (J4, J7)."""

import pytest

import frappe

from fsm_app.api import appraisals as api
from tests import host
from tests.app import factories as f
from tests.app.doors_to_documents import OF_DOCUMENTS
from tests.app.doors_to_lists import LISTS
from tests.app.foreign_rows import VALUE, Row
from tests.app.reviews import (
	COLLEAGUE,
	ENGINEER,
	HR,
	MANAGER,
	OUTSIDER,
	SECOND,
	SUPERVISOR,
	Month,
	mark,
	to_confirm,
	told,
)
from tests.app.test_doors import tells, usable

AUDITOR, DISPATCHER = "auditor@review.example.com", "dispatcher@review.example.com"
RESOURCE = "/api/resource/"
SELF, BY_SUPERVISOR, BY_COLLEAGUE = "Rating: Self", "Rating: Supervisor", "Rating: Colleague"
EVERYTHING = {
	"Appraisal Review",
	"Appraisal Interview",
	"Appraisal Appeal",
	"Improvement Action",
	"Service Objective",
	SELF,
	BY_SUPERVISOR,
	BY_COLLEAGUE,
}


@pytest.fixture
def month(freeze, as_user):
	"""A review under appeal with everything that belongs to it; of the colleague's rating with a text to be found."""
	freeze("2026-03-27 09:00:00")
	f.user(AUDITOR, "Service Auditor")
	f.user(DISPATCHER, "Service Dispatcher")
	month = Month()
	month.open()
	with as_user(SUPERVISOR):
		api.ask_colleagues(month.review.name, [month.colleagues[0].name])
	with as_user(COLLEAGUE):
		api.hand_in(mark(month.rating("Colleague", COLLEAGUE), remarks=VALUE).name)
	to_confirm(month, as_user)
	with as_user(SUPERVISOR):
		frappe.get_doc(
			{
				"doctype": "Improvement Action",
				"review": month.review.name,
				"action": "Answer sooner",
				"due_on": "2026-04-30",
			}
		).insert()
		frappe.get_doc(
			{
				"doctype": "Service Objective",
				"title": "Share what we know",
				"kind": "Engineer",
				"engineer": month.engineer.name,
				"starts_on": "2026-03-01",
				"ends_on": "2026-03-31",
				"key_results": [{"key_result": "Cases", "start": 0, "target": 10}],
			}
		).insert()
	with as_user(ENGINEER):
		api.appeal(month.review.name, "Unfair.")
	return month


def records(month) -> dict[str, tuple[str, str]]:
	"""By what they are called above, doctype and name."""
	review = month.review.name
	found = {"Appraisal Review": ("Appraisal Review", review)}
	for doctype in ("Appraisal Interview", "Appraisal Appeal", "Improvement Action"):
		found[doctype] = (doctype, frappe.db.get_value(doctype, {"review": review}))
	found["Service Objective"] = (
		"Service Objective",
		frappe.db.get_value("Service Objective", {"engineer": month.engineer.name}),
	)
	for kind in ("Self", "Supervisor", "Colleague"):
		found[f"Rating: {kind}"] = ("Appraisal Rating", month.rating(kind).name)
	return found


def seen(client, month) -> set[str]:
	"""What the user reads, in a list or by its name."""
	found = set()
	for title, (doctype, name) in records(month).items():
		rows = client.get(RESOURCE + doctype, params={"filters": {"name": name}})
		listed = rows.status_code == 200 and bool(rows.json["data"])
		read = client.get(f"{RESOURCE}{doctype}/{name}").status_code == 200
		assert listed == read, f"{title}: list and form disagree"
		count = client.get(
			"/api/method/frappe.client.get_count", params={"doctype": doctype, "filters": {"name": name}}
		)
		assert (count.status_code == 200 and count.json["message"] == 1) == read, title
		if read:
			found.add(title)
	return found


@pytest.mark.parametrize(
	("user", "reads"),
	[
		(ENGINEER, EVERYTHING - {BY_COLLEAGUE}),
		(SUPERVISOR, EVERYTHING),
		(HR, EVERYTHING),
		(MANAGER, EVERYTHING - {"Appraisal Interview"}),
		(AUDITOR, {"Appraisal Review", "Service Objective"}),
		(COLLEAGUE, {BY_COLLEAGUE}),
		(SECOND, set()),
		(OUTSIDER, set()),
		(DISPATCHER, set()),
		("Guest", set()),
	],
)
def test_who_reads_what(month, rest, user, reads):
	client = rest if user == "Guest" else rest.login(user)
	assert seen(client, month) == reads


@pytest.mark.parametrize(
	"roles", [(), ("HR Manager",), ("Service Manager",), ("System Manager", "HR Manager")]
)
def test_the_engineer_finds_the_colleagues_rating_by_no_door(month, rest, roles):
	"""Whatever role they have besides."""
	user = frappe.get_doc("User", ENGINEER)
	user.extend("roles", [{"role": role} for role in roles])
	user.save(ignore_permissions=True)
	rating = month.rating("Colleague").name
	row = frappe.db.get_value("Appraisal Rating Criterion", {"parent": rating})
	frappe.db.set_value("Appraisal Rating Criterion", row, "remark", VALUE)
	tried = [
		Row("Appraisal Rating", rating, "remarks", None, None),
		Row("Appraisal Rating Criterion", row, "remark", "Appraisal Rating", rating),
	]
	client, told_by = rest.login(ENGINEER), []
	for door in usable((*LISTS, *OF_DOCUMENTS)):
		told_by += [
			(door.name, target.doctype)
			for target in tried
			if (door.tables or not target.parent) and tells(client, door, target)
		]
	assert told_by == []


def test_what_the_supervisor_wrote_is_shown_from_the_interview_on(freeze, as_user, rest):
	freeze("2026-03-27 09:00:00")
	month = Month()
	month.open()
	with as_user(ENGINEER):
		api.hand_in(mark(month.rating("Self")).name)
	with as_user(SUPERVISOR):
		api.hand_in(mark(month.rating("Supervisor"), 2).name)
	name = month.rating("Supervisor").name
	path = f"{RESOURCE}Appraisal Rating/{name}"
	assert rest.login(ENGINEER).get(path).status_code == 403
	with as_user(HR):
		api.take(month.review.name, "Interview")
	assert rest.login(ENGINEER).get(path).status_code == 200


def test_the_page_of_a_review_names_no_colleague_to_the_engineer(month, rest):
	asked = {"review": month.review.name}
	answers = {
		user: rest.login(user).get("/api/method/fsm_app.api.appraisals.page", params=asked)
		for user in (ENGINEER, SUPERVISOR, COLLEAGUE)
	}
	assert answers[COLLEAGUE].status_code == 403
	kinds = {
		user: sorted(row["kind"] for row in answers[user].json["message"]["ratings"])
		for user in (ENGINEER, SUPERVISOR)
	}
	assert kinds == {ENGINEER: ["Self", "Supervisor"], SUPERVISOR: ["Colleague", "Self", "Supervisor"]}
	text = answers[ENGINEER].get_data(as_text=True)
	assert COLLEAGUE not in text and month.rating("Colleague").name not in text


def test_no_notice_or_comment_tells_the_engineer_who_rated(month):
	heard = " ".join(told(ENGINEER))
	said = " ".join(frappe.get_all("Comment", {"reference_name": month.review.name}, pluck="content"))
	versions = " ".join(frappe.get_all("Version", {"docname": month.review.name}, pluck="data"))
	for text in (heard, said, versions):
		assert COLLEAGUE not in text and "Bo" not in text.split()


def test_no_history_is_kept_of_what_few_may_read(month):
	"""Frappe shows every version of every document to system managers."""
	for doctype in ("Appraisal Rating", "Appraisal Interview"):
		assert not frappe.get_all("Version", {"ref_doctype": doctype}, limit_page_length=1), doctype


@pytest.mark.parametrize("user", [COLLEAGUE, OUTSIDER, AUDITOR, DISPATCHER, "Guest"])
def test_nobody_else_acts_on_it(month, rest, user):
	client = rest if user == "Guest" else rest.login(user)
	known = records(month)
	calls = {
		"ask_colleagues": {"review": month.review.name, "engineers": [month.colleagues[1].name]},
		"take": {"review": month.review.name, "stage": "Decided"},
		"confirm": {"review": month.review.name},
		"appeal": {"review": month.review.name, "reason": "Unfair."},
		"decide": {"appeal": known["Appraisal Appeal"][1], "upheld": 0, "reason": "No."},
		"finish_interview": {"interview": known["Appraisal Interview"][1]},
		"hand_in": {"rating": known[SELF][1]},
		"check_in": {"objective": known["Service Objective"][1], "key_result": "Cases", "value": 1},
		"close_objective": {"objective": known["Service Objective"][1]},
		"close_action": {"action": known["Improvement Action"][1], "result": "Done."},
	}
	for method, sent in calls.items():
		answer = client.post(f"/api/method/fsm_app.api.appraisals.{method}", json=sent)
		assert answer.status_code == 403, (method, answer.get_data(as_text=True))
	for doctype, name in known.values():
		# the rating that one has handed in is refused in words
		status = client.put(f"{RESOURCE}{doctype}/{name}", json={"remarks": "x"}).status_code
		assert status == 403 or (user == COLLEAGUE and doctype == "Appraisal Rating" and status == 417)
	assert month.review.stage == "Appealed"


def test_a_colleague_sees_the_teams_objective_and_not_anothers(month, rest, as_user):
	with as_user(SUPERVISOR):
		team = frappe.get_doc(
			{
				"doctype": "Service Objective",
				"title": "Ours",
				"kind": "Team",
				"team": month.team,
				"starts_on": "2026-03-01",
				"ends_on": "2026-03-31",
			}
		).insert()
	titles = {
		user: {
			row["title"]
			for row in rest.login(user)
			.get(RESOURCE + "Service Objective", params={"fields": ["title"]})
			.json["data"]
		}
		for user in (ENGINEER, COLLEAGUE, OUTSIDER)
	}
	assert team.title in titles[COLLEAGUE] and team.title not in titles[OUTSIDER]
	assert "Share what we know" in titles[ENGINEER] - titles[COLLEAGUE]


@pytest.mark.skipif(not host.ON_BENCH, reason="devsite serves no private files")
def test_the_evidence_is_for_who_reads_the_appeal(month, rest, as_user):
	appeal = records(month)["Appraisal Appeal"][1]
	with as_user(ENGINEER):
		url = (
			frappe.get_doc(
				{
					"doctype": "File",
					"file_name": "evidence.txt",
					"content": "mine",
					"is_private": 1,
					"attached_to_doctype": "Appraisal Appeal",
					"attached_to_name": appeal,
				}
			)
			.insert()
			.file_url
		)
	status = {
		user: rest.login(user).get(url).status_code for user in (ENGINEER, SUPERVISOR, HR, COLLEAGUE, AUDITOR)
	}
	assert status == {ENGINEER: 200, SUPERVISOR: 200, HR: 200, COLLEAGUE: 403, AUDITOR: 403}
