"""Writes event logs for tests: of each event only what matters, the rest is filled in."""

from pathlib import Path

HEADER = (
	"number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,"
	"sys_created_by,sys_created_at,sys_updated_by,sys_updated_at,contact_type,location,category,subcategory,u_symptom,"
	"cmdb_ci,impact,urgency,priority,assignment_group,assigned_to,knowledge,u_priority_confirmation,notify,problem_id,rfc,"
	"vendor,caused_by,closed_code,resolved_by,resolved_at,closed_at"
)
COLUMNS = HEADER.split(",")
USUAL = {
	"number": "INC0000001",
	"incident_state": "New",
	"reopen_count": "0",
	"sys_mod_count": "0",
	"made_sla": "TRUE",
	"caller_id": "Caller 1",
	"opened_at": "29-02-2016 09:00",
	"sys_updated_at": "29-02-2016 09:05",
	"location": "Location 1",
	"category": "Category 1",
	"subcategory": "Subcategory 1",
	"u_symptom": "Symptom 1",
	"priority": "3 - Moderate",
	"assignment_group": "Group 1",
	"assigned_to": "?",
	"resolved_by": "Resolved by 1",
}


def row(**values: str) -> str:
	"""One line of a log; columns that are not named stand at their usual value or at '?'."""
	return ",".join({**dict.fromkeys(COLUMNS, "?"), **USUAL, **values}[column] for column in COLUMNS)


def write_log(path: Path, *rows: str, header: str = HEADER) -> Path:
	"""A log file of these lines below its header; returns its path."""
	path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
	return path


def incident(number: str, *events: tuple[str, str] | tuple[str, str, dict], **values: str) -> list[str]:
	"""The lines of one incident: (time, state) or (time, state, other columns) each; what changes stays so."""
	lines, now = [], {"number": number, **values}
	for revision, (moment, state, *changes) in enumerate(events):
		now.update(*changes)
		lines.append(row(**now, sys_updated_at=moment, incident_state=state, sys_mod_count=str(revision)))
	return lines
