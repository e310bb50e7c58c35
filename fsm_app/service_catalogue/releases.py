"""Releases of the catalogue: drafted, reviewed, published and retired; a published one never changes (A4).

The catalogue is one for the whole site, so at most one release is published at a time. Until it is published, a release
shows the catalogue as it was at its last save, so that reviewers see what they would publish.
"""

from datetime import datetime

import frappe
from frappe import _
from frappe.query_builder import Order

from fsm_app.common.clock import now
from fsm_app.common.workflow_meaning import meaning_of_state, state_that_means, validate_states
from fsm_app.service_catalogue.offering_content import contents_of, enabled_offerings

RELEASE = "Catalogue Release"
ENTRY = "Catalogue Release Entry"

DRAFT, IN_REVIEW, PUBLISHED, RETIRED = "Draft", "In Review", "Published", "Retired"
RELEASE_STATES = (DRAFT, IN_REVIEW, PUBLISHED, RETIRED)
# Tickets may have been opened under these.
FROZEN = (PUBLISHED, RETIRED)
FOLLOWS = {PUBLISHED: FROZEN, RETIRED: (RETIRED,)}
# What a release says to its readers; the rest is set as it goes its way.
CONTENT_FIELDS = ("title", "notes", "changes", "published_by")


class ReleaseFrozen(frappe.ValidationError):
	"""A release that was published can neither be changed nor deleted nor brought back."""


class CatalogueEmpty(frappe.ValidationError):
	"""There is no enabled offering to publish."""


class WorkflowWithoutReleaseState(frappe.ValidationError):
	"""A state of the release's workflow does not say what it stands for."""


def follow_workflow(release) -> None:
	"""Before saving: derive the release's state, show or freeze the catalogue, refuse changes of a published one."""
	before = release.get_doc_before_save()
	former = before.release_state if before else None
	release.release_state = meaning_of_state(RELEASE, release.workflow_state) or former or DRAFT
	if former in FROZEN:
		_refuse_changes(release, before)
	else:
		release.update({"published_at": None, "published_by": None, "retired_at": None})
		_take_snapshot(release)
	if release.release_state == former:
		return
	if release.release_state == PUBLISHED:
		if not release.entries:
			frappe.throw(
				_(
					"{0}: the catalogue is empty. Enable at least one Service Offering before publishing."
				).format(release.title),
				CatalogueEmpty,
			)
		release.update({"published_at": now(), "published_by": frappe.session.user})
	elif release.release_state == RETIRED:
		release.retired_at = now()


def retire_former(release) -> None:
	"""After saving: a release that has just been published takes the place of the one before it."""
	before = release.get_doc_before_save()
	if release.release_state != PUBLISHED or (before and before.release_state == PUBLISHED):
		return
	table = frappe.qb.DocType(RELEASE)
	former = (
		frappe.qb.from_(table)
		.select(table.name, table.workflow_state)
		.where(table.release_state == PUBLISHED)
		.where(table.name != release.name)
		.for_update()
		.run(as_dict=True)
	)
	for row in former:
		# Not by a workflow action: whoever may publish brings this about, whether or not they may retire.
		frappe.db.set_value(
			RELEASE,
			row.name,
			{
				"release_state": RETIRED,
				"workflow_state": state_that_means(RELEASE, RETIRED) or row.workflow_state,
				"retired_at": release.published_at,
			},
		)
		frappe.get_doc(RELEASE, row.name).add_comment(
			"Info", _("Retired by the release {0}.").format(release.name)
		)


def refuse_deletion(release) -> None:
	"""Before deleting: tickets may refer to a release that was published."""
	if release.published_at:
		frappe.throw(
			_(
				"{0} was published and cannot be deleted: tickets keep the release they were opened under. Publish a new release instead."
			).format(release.name),
			ReleaseFrozen,
		)


def validate_workflow(workflow, method: str | None = None) -> None:
	"""Workflow's validate event: every state of a release's workflow must set a known release state."""
	if workflow.document_type == RELEASE:
		validate_states(workflow, "release_state", RELEASE_STATES, WorkflowWithoutReleaseState)


def release_at(moment: datetime) -> str | None:
	"""The release that was published at `moment` (naive site time); None where there was none."""
	table = frappe.qb.DocType(RELEASE)
	found = (
		frappe.qb.from_(table)
		.select(table.name)
		.where(table.published_at <= moment)
		.where(table.retired_at.isnull() | (table.retired_at > moment))
		.orderby(table.published_at, order=Order.desc)
		.limit(1)
		.run(pluck=True)
	)
	return found[0] if found else None


def offering_as_of(ticket) -> frappe._dict:
	"""What the catalogue said about the ticket's offering in the release under which the ticket was opened (A4).

	The shape is that of content.contents_of, rows of tables being _dicts too; `release` names the release. Where the
	ticket has none, or its offering is not in it, this is the catalogue as it is now and `release` is None.
	"""
	frozen = frozen_content(ticket)
	if frozen is None:
		return _as_dicts({**contents_of([ticket.offering])[ticket.offering], "release": None})
	return frozen


def frozen_content(ticket) -> frappe._dict | None:
	"""As offering_as_of, but None where the ticket has no release or its offering is not in it.

	Read once for each copy of a ticket: what a release says never changes.
	"""
	if not ticket.catalogue_release:
		return None
	key = (ticket.catalogue_release, ticket.offering)
	if not ticket.flags.frozen_content or ticket.flags.frozen_content[0] != key:
		ticket.flags.frozen_content = (key, _content_of_entry(*key))
	return ticket.flags.frozen_content[1]


def _content_of_entry(release: str, offering: str) -> frappe._dict | None:
	entry = frappe.db.get_value(
		ENTRY,
		{"parent": release, "parenttype": RELEASE, "offering": offering},
		["offering", "runbook", "content"],
		as_dict=True,
	)
	if not entry:
		return None
	content = frappe.parse_json(entry.content)
	# The links of the entry follow a renaming, the frozen text does not.
	content.update(name=entry.offering, runbook=entry.runbook, release=release)
	return _as_dicts(content)


def _take_snapshot(release) -> None:
	contents = contents_of(enabled_offerings())
	release.changes = _changes(contents, release.name)
	release.set("entries", [])
	for name, content in contents.items():
		release.append(
			"entries",
			{
				"offering": name,
				"category": content["category"],
				"runbook": content["runbook"],
				"content": frappe.as_json(content),
			},
		)


def _changes(contents: dict[str, dict], release: str | None) -> str:
	"""What publishing `contents` would change, one sentence a kind of change."""
	rows = frappe.get_all(
		ENTRY,
		filters={
			"parenttype": RELEASE,
			"parent": ["in", frappe.get_all(RELEASE, filters={"release_state": PUBLISHED}, pluck="name")],
		},
		fields=["offering", "content"],
	)
	published = {row.offering: frappe.parse_json(row.content) for row in rows}
	plain = {name: frappe.parse_json(frappe.as_json(content)) for name, content in contents.items()}
	kinds = (
		(_("New: {0}."), [name for name in plain if name not in published]),
		(
			_("Changed: {0}."),
			[name for name in plain if name in published and plain[name] != published[name]],
		),
		(_("Removed: {0}."), [name for name in published if name not in plain]),
	)
	return "\n".join(text.format(", ".join(names)) for text, names in kinds if names) or _("Nothing.")


def _refuse_changes(release, before) -> None:
	if release.release_state not in FOLLOWS[before.release_state]:
		frappe.throw(
			_("{0} is {1} and cannot become {2}. Make a new release instead.").format(
				release.name, _(before.release_state), _(release.release_state)
			),
			ReleaseFrozen,
		)
	changed = [field for field in CONTENT_FIELDS if (release.get(field) or "") != (before.get(field) or "")]
	if _entries(release) != _entries(before):
		changed.append("entries")
	if changed:
		labels = ", ".join(_(release.meta.get_label(field)) for field in changed)
		frappe.throw(
			_("{0}: {1} was published and stays as it is. Make a new release instead.").format(
				labels, release.name
			),
			ReleaseFrozen,
		)
	# Set by the app as the release goes its way, whatever was sent.
	release.update({field: before.get(field) for field in ("published_at", "retired_at")})


def _entries(release) -> list[tuple]:
	return [
		(row.offering, row.category, row.runbook, frappe.parse_json(row.content)) for row in release.entries
	]


def _as_dicts(value):
	if isinstance(value, dict):
		return frappe._dict({key: _as_dicts(each) for key, each in value.items()})
	return [_as_dicts(each) for each in value] if isinstance(value, list) else value
