"""Cases are written by anybody of the staff, published by a second pair of eyes, and read by those they are meant for (G1, D1)."""

import pytest

import frappe

from fsm_app.api import knowledge as api
from fsm_app.engine.search_words import code_key
from fsm_app.knowledge.case_texts import WrongCaseText
from fsm_app.knowledge.cases import CaseRefused, NotTheReviewer
from tests.app import cases as c
from tests.app import devices
from tests.app import factories as f

CASE = "Knowledge Case"


@pytest.fixture
def ids(freeze):
	freeze("2019-04-05 10:00:00")
	return c.people()


def seen_by(as_user, user: str) -> list[str]:
	with as_user(user):
		return frappe.get_list(CASE, pluck="name")


def change(name: str, **values):
	document = frappe.get_doc(CASE, name)
	document.update(values)
	return document.save()


def test_a_draft_is_its_authors_the_reviewers_and_the_managers(ids, as_user):
	with as_user(c.ANN):
		made = c.draft()
	assert (made.stage, made.author, made.author_user) == ("Draft", ids["Ann"], c.ANN)
	for user in (c.ANN, c.REVIEWER, c.MANAGER):
		assert seen_by(as_user, user) == [made.name]
	for user in (c.BO, c.AUDITOR):
		assert seen_by(as_user, user) == []
		with as_user(user):
			assert not frappe.get_doc(CASE, made.name).has_permission("read")


def test_a_reviewer_publishes_and_then_all_of_the_staff_reads(ids, as_user):
	made = c.published(as_user)
	assert (made.stage, made.version_no, made.reviewer) == ("Published", 1, c.REVIEWER)
	assert (str(made.first_published_on), str(made.review_due_on)) == ("2019-04-05", "2020-04-05")
	for role in ("Service Dispatcher", "Service Parts Keeper", "Service Product Developer", "HR Manager"):
		assert seen_by(as_user, f.user(f"{role.split()[-1].lower()}@case.example.com", role)) == [made.name]
	assert seen_by(as_user, c.AUDITOR) == [made.name]


def test_nobody_publishes_their_own_case(ids, as_user):
	with as_user(c.REVIEWER):
		made = c.draft()
		c.act(made.name, "Submit for Review")
		with pytest.raises(frappe.ValidationError):
			c.act(made.name, "Publish")
	with as_user(c.MANAGER), pytest.raises(frappe.ValidationError):
		c.act(made.name, "Publish")
	assert frappe.db.get_value(CASE, made.name, "stage") == "In Review"
	with as_user(c.OTHER_REVIEWER):
		assert c.act(made.name, "Publish").stage == "Published"


def test_who_writes_for_somebody_else_does_not_publish_it_either(ids, as_user):
	with as_user(c.REVIEWER):
		made = c.draft(author=ids["Bo"])
		c.act(made.name, "Submit for Review")
		with pytest.raises(frappe.ValidationError):
			c.act(made.name, "Publish")
	assert made.author_user == c.BO


def test_an_engineer_names_nobody_else_as_the_author(ids, as_user):
	with as_user(c.ANN):
		made = c.draft(author=ids["Bo"])
		assert (made.author, made.author_user) == (ids["Ann"], c.ANN)
		assert change(made.name, author=ids["Bo"]).author == ids["Ann"]
	with as_user(c.MANAGER):
		assert change(made.name, author=ids["Bo"]).author_user == c.BO


def test_the_stage_is_the_workflows_and_the_figures_are_the_apps(ids, as_user):
	forged = {
		"stage": "Published",
		"version_no": 7,
		"quality": 100,
		"solved": 9,
		"published_on": "2019-01-01",
	}
	with as_user(c.ANN):
		made = c.draft(**forged)
		assert made.stage == "Draft" and not (made.version_no or made.quality or made.solved)
		changed = change(made.name, **forged, route="forged")
	assert (changed.stage, changed.solved, changed.published_on, changed.route) == ("Draft", 0, None, None)
	for user in (c.ANN, c.REVIEWER):
		with as_user(user), pytest.raises((frappe.ValidationError, frappe.PermissionError)):
			c.draft(workflow_state="Published")


def test_a_published_case_is_changed_by_another_reviewer_alone(ids, as_user):
	made = c.published(as_user)
	with as_user(c.ANN), pytest.raises(frappe.PermissionError):
		change(made.name, cause="Another cause")
	with as_user(c.BO), pytest.raises(frappe.PermissionError):
		change(made.name, cause="Another cause")
	with as_user(c.MANAGER), pytest.raises(NotTheReviewer):
		change(made.name, cause="Another cause")
	assert frappe.db.get_value(CASE, made.name, "cause") == "The check valve is worn."
	with as_user(c.OTHER_REVIEWER):
		changed = change(made.name, cause="Another cause")
	assert (changed.version_no, changed.reviewer) == (2, c.OTHER_REVIEWER)


def test_what_is_under_review_its_author_takes_back_to_change_it(ids, as_user):
	with as_user(c.ANN):
		made = c.draft()
		c.act(made.name, "Submit for Review")
		with pytest.raises(NotTheReviewer):
			change(made.name, cause="Another cause")
		assert c.act(made.name, "Return to Draft").stage == "Draft"
		change(made.name, cause="Another cause")
		c.act(made.name, "Submit for Review")
	with as_user(c.REVIEWER):
		assert change(made.name, symptom="Typing error mended").stage == "In Review"


@pytest.mark.parametrize("action", ("Retire", "Revise"))
def test_what_is_taken_back_is_gone_at_once(ids, as_user, action):
	made = c.published(as_user)
	assert seen_by(as_user, c.BO) == [made.name]
	with as_user(c.MANAGER):
		c.act(made.name, action)
	with as_user(c.BO):
		assert frappe.get_list(CASE, pluck="name") == []
		assert not frappe.get_doc(CASE, made.name).has_permission("read")
	assert frappe.has_permission(CASE, "write", made.name, user=c.ANN) is (action == "Revise")


def test_an_empty_case_is_not_published(ids, as_user):
	with as_user(c.ANN):
		made = c.draft(symptom="", cause="", solution="<p><br></p>")
		c.act(made.name, "Submit for Review")
	with as_user(c.REVIEWER), pytest.raises(CaseRefused, match="Solution"):
		c.act(made.name, "Publish")


def test_what_acts_or_fetches_is_taken_out_of_the_markup_and_a_script_stays_a_text(ids, as_user):
	with as_user(c.ANN):
		made = c.draft(
			solution='<p onclick="x()" style="position:fixed">Do<script>alert(1)</script>'
			'<img src="https://spy.example/1.png"><a href="javascript:alert(1)">this</a><iframe src="/x"></iframe></p>',
			snippet="<script>rm -rf / && echo '$(id)'</script>",
			title="Stop <b>now</b>",
		)
	stored = frappe.get_doc(CASE, made.name)
	for bad in ("script", "onclick", "style", "spy.example", "javascript", "iframe"):
		assert bad not in stored.solution
	assert "Do" in stored.solution and "this" in stored.solution
	assert stored.snippet == "<script>rm -rf / && echo '$(id)'</script>"
	assert "<" not in stored.title


@pytest.mark.parametrize("address", ("javascript:alert(1)", "//evil.example", "ftp://x"))
def test_a_link_leads_to_a_page(ids, as_user, address):
	with as_user(c.ANN), pytest.raises(WrongCaseText, match="Link"):
		c.draft(url=address)


def test_codes_are_one_in_all_their_writings(ids, as_user):
	assert {code_key(code) for code in ("E-21", "E21", "e 21", "Ｅ２１", "e_21")} == {"e21"}
	with as_user(c.ANN):
		made = c.draft(fault_codes=[{"code": "E-21", "meaning": "Overpressure"}])
		assert made.fault_codes[0].code_key == "e21"
		with pytest.raises(WrongCaseText, match="row 2"):
			c.draft(fault_codes=[{"code": "E-21"}, {"code": "e 21"}])
		with pytest.raises(WrongCaseText, match="row 1"):
			c.draft(fault_codes=[{"code": "--"}])


@pytest.mark.parametrize(
	("text", "language"),
	(
		("泵没有压力", "Chinese"),
		("No pressure", "English"),
		("パスワードを忘れた", "Japanese"),
		("비밀번호", "Korean"),
	),
)
def test_the_language_is_told_from_the_text(ids, as_user, text, language):
	with as_user(c.ANN):
		assert c.draft(title=text, symptom="", cause="", solution="").language == language
		assert c.draft(title=text, symptom="", cause="", solution="", language="Other").language == "Other"


class TestNotices:
	def told(self, user: str) -> list[str]:
		return frappe.get_all(
			"Notification Log",
			{"for_user": user, "document_type": CASE},
			pluck="subject",
			order_by="creation",
		)

	def test_reviewers_are_told_of_what_waits_and_the_author_of_what_came_of_it(self, ids, as_user):
		made = c.published(as_user)
		assert len(self.told(c.REVIEWER)) == len(self.told(c.OTHER_REVIEWER)) == 1
		assert self.told(c.ANN) == [f"Your case was published: {made.title}"]
		with as_user(c.MANAGER):
			c.act(made.name, "Revise")
		assert self.told(c.ANN)[1:] == [f"Your case is to be revised: {made.title}"]

	def test_where_there_is_no_reviewer_the_managers_are_told(self, freeze, as_user):
		freeze("2019-04-05 10:00:00")
		c.people()
		frappe.db.set_value("User", {"name": ["in", [c.REVIEWER, c.OTHER_REVIEWER]]}, "enabled", 0)
		with as_user(c.ANN):
			c.act(c.draft().name, "Submit for Review")
		assert self.told(c.MANAGER)


class TestCompanies:
	@pytest.fixture
	def elsewhere(self, ids):
		company = f.other_company("Elsewhere Ltd", "EWL")
		f.user("eve@case.example.com", "Service Engineer")
		f.make(
			"Service Engineer",
			engineer_name="Eve",
			company=company,
			level="Intermediate",
			user="eve@case.example.com",
		)
		return company

	def test_what_is_for_one_company_others_engineers_do_not_see(self, elsewhere, as_user):
		ours = c.published(as_user, only_company=f.company())
		theirs = c.published(as_user, only_company=elsewhere)
		everybodys = c.published(as_user)
		assert set(seen_by(as_user, "eve@case.example.com")) == {theirs.name, everybodys.name}
		assert set(seen_by(as_user, c.BO)) == {ours.name, everybodys.name}

	def test_what_everybody_reads_is_for_no_company_alone(self, elsewhere, as_user):
		with as_user(c.ANN), pytest.raises(CaseRefused, match="Audience"):
			c.draft(audience="Public", only_company=elsewhere)


class TestEquipment:
	def test_an_engineer_chooses_items_without_a_role_that_reads_them(self, ids, as_user):
		item = devices.item("CASE-PUMP")
		with as_user(c.ANN):
			assert not frappe.has_permission("Item", "read")
			assert (item, "CASE-PUMP heat pump") in [tuple(row) for row in api.choices("Item", "case-pu")]
			assert c.draft(equipment=[{"item_code": item}], usual_parts=[{"item_code": item}]).equipment
			with pytest.raises(frappe.PermissionError):
				api.choices("Customer", "")
		with as_user(c.AUDITOR), pytest.raises(frappe.PermissionError):
			api.choices("Item", "")

	def test_an_item_that_there_is_not_is_refused(self, ids, as_user):
		with as_user(c.ANN), pytest.raises(frappe.LinkValidationError):
			c.draft(equipment=[{"item_code": "NO-SUCH-ITEM"}])
