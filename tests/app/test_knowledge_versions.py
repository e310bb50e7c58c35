"""Versions of cases, their pages and former pages, their marks and their files (G1)."""

import json

import pytest

import frappe

from fsm_app.api import knowledge as api
from fsm_app.knowledge import routes
from fsm_app.knowledge.case_files import FileIsPublic
from fsm_app.knowledge.reviews import ReviewRefused
from tests import host
from tests.app import cases as c

CASE, VERSION, REVIEW = "Knowledge Case", "Knowledge Case Version", "Knowledge Review"


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	return c.people()


def change(name: str, **values):
	document = frappe.get_doc(CASE, name)
	document.update(values)
	return document.save()


class TestVersions:
	def test_each_published_text_is_kept_word_by_word(self, ids, as_user):
		case = c.published(as_user)
		with as_user(c.REVIEWER):
			change(case.name, cause="The spring of the check valve is broken.")
			change(case.name, audience="Customers")
		rows = frappe.get_all(
			VERSION, {"knowledge_case": case.name}, ["name", "text", "content"], order_by="version_no"
		)
		assert [row.name for row in rows] == [f"{case.name}-V{n}" for n in (1, 2, 3)]
		assert "The check valve is worn." in rows[0].text
		assert json.loads(rows[1].content)["cause"] == "The spring of the check valve is broken."

	def test_saving_without_a_change_makes_none(self, ids, as_user):
		case = c.published(as_user, usual_parts=[])
		with as_user(c.REVIEWER):
			assert change(case.name).version_no == 1
		assert frappe.db.count(VERSION, {"knowledge_case": case.name}) == 1

	def test_the_difference_names_what_came_and_what_went(self, ids, as_user):
		case = c.published(as_user)
		with as_user(c.REVIEWER):
			change(
				case.name,
				cause="The check valve is dirty.",
				solution="<p>Replace the check valve.</p><p>Vent.</p>",
			)
			changed = api.difference(f"{case.name}-V2")
		assert [row["label"] for row in changed] == ["Cause", "Solution"]
		marks = [(piece["mark"], piece["text"]) for piece in changed[0]["lines"][0]]
		assert marks == [
			("same", "The check valve is "),
			("went", "worn"),
			("came", "dirty"),
			("same", "."),
		]
		assert changed[1]["lines"][1] == [{"mark": "came", "text": "Vent."}]

	def test_former_texts_are_the_authors_and_the_reviewers(self, ids, as_user):
		case = c.published(as_user)
		for user, count in ((c.ANN, 1), (c.REVIEWER, 1), (c.BO, 0), (c.AUDITOR, 0)):
			with as_user(user):
				assert len(frappe.get_list(VERSION, pluck="name")) == count
		with as_user(c.BO), pytest.raises(frappe.PermissionError):
			api.difference(f"{case.name}-V1")


class TestPages:
	def test_former_pages_lead_to_the_case_after_two_renames(self, ids, as_user):
		case = c.published(as_user, title="Pump stops")
		with as_user(c.REVIEWER):
			change(case.name, title="Pump stops after start")
			renamed = change(case.name, title="泵启动后停机")
		assert renamed.route == "泵启动后停机"
		for route in ("pump-stops", "pump-stops-after-start", renamed.route, case.name):
			assert routes.case_at(route) == case.name
		assert routes.case_at("pump") is None

	def test_a_name_that_came_back_is_the_cases_own_again(self, ids, as_user):
		case = c.published(as_user, title="One")
		with as_user(c.REVIEWER):
			change(case.name, title="Two")
			back = change(case.name, title="One")
		assert back.route == "one"
		assert [row.route for row in back.former_routes] == ["two"]

	def test_two_cases_of_one_title_have_each_a_page(self, ids, as_user):
		made = [
			c.published(as_user, title=title)
			for title in ("E-21: what now?", "e 21 what now", "É-21: what now?")
		]
		assert made[0].route == "e-21-what-now"
		assert len({case.route for case in made}) == 3
		for case in made:
			assert routes.case_at(case.route) == case.name
			with as_user(c.REVIEWER):
				assert change(case.name, cause="Another").route == case.route

	@pytest.mark.parametrize("title", ("Index", "Case", "Search"))
	def test_the_pages_of_the_site_itself_are_no_cases(self, ids, as_user, title):
		assert c.published(as_user, title=title).route.startswith(f"{title.lower()}-")

	def test_no_other_case_takes_a_former_page(self, ids, as_user):
		first = c.published(as_user, title="Leak")
		with as_user(c.REVIEWER):
			change(first.name, title="Leak at the seal")
		second = c.published(as_user, title="Leak")
		assert second.route.startswith("leak-") and routes.case_at(second.route) == second.name
		assert routes.case_at("leak") == first.name

	def test_a_title_of_signs_alone_has_a_page(self, ids, as_user):
		case = c.published(as_user, title="???")
		assert routes.case_at(case.route) == case.name


class TestMarks:
	def mark(self, case: str, *points: float, **values):
		rubric = frappe.get_doc("Assessment Rubric", "Knowledge Case")
		scores = [
			{"criterion": row.criterion, "points": given}
			for row, given in zip(rubric.criteria, points, strict=False)
		]
		return frappe.get_doc(
			{"doctype": REVIEW, "knowledge_case": case, "rubric": rubric.name, "scores": scores, **values}
		).insert()

	def test_a_reviewer_marks_by_the_rubric_and_the_author_is_told(self, ids, as_user):
		case = c.published(as_user).name
		full = [row.max_points for row in frappe.get_doc("Assessment Rubric", "Knowledge Case").criteria]
		with as_user(c.REVIEWER):
			marked = self.mark(case, *full, mark=1, reviewer=c.BO)
			assert (marked.mark, marked.passed, marked.reviewer) == (100, 1, c.REVIEWER)
		assert frappe.db.get_value(CASE, case, "quality") == 100
		told = frappe.get_all(
			"Notification Log", {"for_user": c.ANN, "document_type": REVIEW}, pluck="subject"
		)
		assert told == ["Your case Pump loses pressure after the start got 100 % from its reviewer."]
		with as_user(c.ANN):
			assert frappe.get_list(REVIEW, pluck="name") == [marked.name]
		with as_user(c.BO):
			assert frappe.get_list(REVIEW, pluck="name") == []

	def test_the_newest_mark_counts_and_without_it_the_one_before(self, ids, as_user, freeze):
		case = c.published(as_user).name
		with as_user(c.REVIEWER):
			first = self.mark(case, 10)
		freeze("2019-04-06 10:00:00")
		with as_user(c.OTHER_REVIEWER):
			second = self.mark(case)
		assert frappe.db.get_value(CASE, case, "quality") == second.mark == 0
		frappe.delete_doc(REVIEW, second.name)
		assert frappe.db.get_value(CASE, case, "quality") == first.mark > 0

	def test_nobody_marks_their_own_case(self, ids, as_user):
		with as_user(c.REVIEWER):
			own = c.draft().name
			with pytest.raises(ReviewRefused):
				self.mark(own, 10)

	def test_the_rubric_is_the_sites_and_told_to_reviewers_alone(self, ids, as_user):
		case = c.published(as_user).name
		with as_user(c.REVIEWER):
			told = api.rubric()
			assert told["name"] == "Knowledge Case" and len(told["scores"]) == 4
			assert self.mark(case, rubric="Field Work").rubric == "Knowledge Case"
		with as_user(c.BO), pytest.raises(frappe.PermissionError):
			api.rubric()
		frappe.db.set_single_value("Field Service Settings", "case_rubric", None)
		with as_user(c.REVIEWER), pytest.raises(ReviewRefused, match="Rubric"):
			self.mark(case)

	def test_no_more_points_than_there_are(self, ids, as_user):
		case = c.published(as_user).name
		with as_user(c.REVIEWER), pytest.raises(ReviewRefused):
			self.mark(case, 1000)

	def test_engineers_mark_nothing(self, ids, as_user):
		case = c.published(as_user).name
		with as_user(c.BO), pytest.raises(frappe.PermissionError):
			self.mark(case, 10)


class TestFiles:
	def file(self, case: str | None = None, name: str = "valve.png", **values):
		values = {"doctype": "File", "file_name": name, "content": "x" * 30, "is_private": 1, **values}
		if case:
			values.update(attached_to_doctype=CASE, attached_to_name=case)
		return frappe.get_doc(values).insert()

	def test_files_of_a_case_are_private_and_its_readers_see_them(self, ids, as_user):
		with as_user(c.ANN):
			case = c.draft().name
			file = self.file(case)
		for user, may in ((c.ANN, True), (c.REVIEWER, True), (c.BO, False), (c.AUDITOR, False)):
			with as_user(user):
				assert frappe.get_doc("File", file.name).is_downloadable() is may, user
				assert (file.name in frappe.get_list("File", pluck="name")) is may, user

	@pytest.mark.skipif(not host.ON_BENCH, reason="devsite has private files alone")
	def test_a_public_file_is_refused(self, ids, as_user):
		with as_user(c.ANN):
			case = c.draft().name
			with pytest.raises(FileIsPublic):
				self.file(case, is_private=0, name="open.png")
			file = self.file(case)
			file.is_private = 0
			with pytest.raises(FileIsPublic):
				file.save()

	def test_a_picture_that_the_author_uploaded_becomes_the_cases(self, ids, as_user):
		with as_user(c.ANN):
			file = self.file(name="loose.png")
			made = c.draft(pictures=[{"image": file.file_url, "caption": "The valve"}])
		assert frappe.db.get_value("File", file.name, "attached_to_name") == made.name

	def test_nobody_shows_a_picture_of_another_document_through_a_case(self, ids, as_user):
		with as_user(c.ANN):
			case = c.draft().name
			file = self.file(case, name="secret.png")
		with as_user(c.BO), pytest.raises(FileIsPublic):
			c.draft(pictures=[{"image": file.file_url}])
		with as_user(c.BO), pytest.raises(frappe.ValidationError):
			c.draft(pictures=[{"image": "https://spy.example/x.png"}])
