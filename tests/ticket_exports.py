"""Writes ticket exports for tests in the shapes in which Zendesk and ServiceNow write them."""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path

STATUSES = ("closed", "closed", "closed", "closed", "solved", "open", "pending", "new")
PRIORITIES = ("low", "normal", "normal", "high", "urgent", None)
BEGIN = datetime(2023, 1, 2, 8, 0)

# The columns of the account's CSV export, as Zendesk names them.
ZENDESK_COLUMNS = (
	"Summation column", "Id", "Requester", "Requester id", "Requester external id", "Requester email",
	"Requester domain", "Submitter", "Assignee", "Group", "Subject", "Tags", "Status", "Priority", "Via", "Ticket type",
	"Created at", "Updated at", "Assigned at", "Organization", "Due date", "Initially assigned at", "Solved at",
	"Resolution time", "Satisfaction Score",
)  # fmt: skip
# A list of incidents with labels for headers.
SERVICENOW_COLUMNS = (
	"Number", "Opened", "Short description", "Caller", "Priority", "State", "Category", "Assignment group",
	"Assigned to", "Updated", "Updated by", "Resolved", "Closed", "Company", "Additional comments", "Work notes",
)  # fmt: skip


def iso(moment: datetime) -> str:
	"""As Zendesk's JSON writes a time."""
	return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def zendesk_ticket(number: int = 1, **values) -> dict:
	"""One ticket of the account's JSON export, with three comments of which the first repeats the description."""
	opened = BEGIN + timedelta(minutes=37 * number)
	status = values.get("status", STATUSES[number % len(STATUSES)])
	solved = opened + timedelta(hours=26) if status in ("solved", "closed") else None
	updated = solved + timedelta(days=4) if status == "closed" else opened + timedelta(hours=3)
	customer = {
		"id": 9000 + number % 50,
		"name": f"Requester {number % 50}",
		"email": f"requester{number % 50}@example.com",
		"role": "end-user",
	}
	agent = {
		"id": 100 + number % 5,
		"name": f"Agent {number % 5}",
		"email": f"agent{number % 5}@example.com",
		"role": "agent",
	}
	organisation = {"id": 500 + number % 8, "name": f"Organisation {number % 8}"}
	description = f"The press no. {number} stops after a minute.\nError <E{number % 90}> & it hums."
	comment = {"type": "Comment", "public": True, "attachments": [], "via": {"channel": "web"}}
	return {
		"url": f"https://example.zendesk.com/api/v2/tickets/{number}.json",
		"id": number,
		"external_id": None,
		"via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
		"created_at": iso(opened),
		"updated_at": iso(updated),
		"type": "incident",
		"subject": f"Press {number} stops",
		"raw_subject": f"Press {number} stops",
		"description": description,
		"priority": PRIORITIES[number % len(PRIORITIES)],
		"status": status,
		"recipient": None,
		"requester": customer,
		"submitter": customer,
		"assignee": agent if status != "new" else None,
		"organization": organisation,
		"group": {"id": 7, "name": "Field Repair"},
		"collaborator": [],
		"tags": ["press", f"model_{number % 12}"],
		"custom_fields": [{"id": 360001, "value": f"SN-{number}"}],
		"satisfaction_rating": {"score": "unoffered"},
		"ticket_form_id": 360000001,
		"brand_id": 360000002,
		"metric_set": {"solved_at": iso(solved) if solved else None, "reopens": 0, "replies": 1},
		"comments": [
			{
				**comment,
				"id": number * 10,
				"author_id": customer["id"],
				"body": description,
				"created_at": iso(opened),
			},
			{
				**comment,
				"id": number * 10 + 1,
				"author_id": agent["id"],
				"body": "An engineer will call.",
				"html_body": "<p>An engineer will <b>call</b>.</p>",
				"created_at": iso(opened + timedelta(hours=1)),
				"attachments": [
					{
						"file_name": "manual.pdf",
						"content_url": "https://example.zendesk.com/attachments/token/x",
					}
				],
			},
			{
				**comment,
				"id": number * 10 + 2,
				"author_id": agent["id"],
				"body": "Spare part is in van 3.",
				"public": False,
				"created_at": iso(opened + timedelta(hours=2)),
			},
		],
		**values,
	}


def zendesk_lines(path: Path, tickets) -> Path:
	"""The account's JSON export: one ticket a line. Strings are written as they are."""
	with open(path, "w", encoding="utf-8") as file:
		for ticket in tickets:
			file.write((ticket if isinstance(ticket, str) else json.dumps(ticket, ensure_ascii=False)) + "\n")
	return path


def write_csv(path: Path, columns, rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
	"""A CSV of rows that are dicts, filled up with empty cells, or lists as they are."""
	with open(path, "w", encoding=encoding, newline="") as file:
		writer = csv.writer(file, delimiter=delimiter)
		writer.writerow(columns)
		for row in rows:
			writer.writerow([row.get(column, "") for column in columns] if isinstance(row, dict) else row)
	return path


def zendesk_row(number: int = 1, **values) -> dict:
	"""One row of the account's CSV export; keyword names are the columns' in lower case with underscores."""
	row = {
		"Summation column": "1",
		"Id": str(number),
		"Requester": "Requester 1",
		"Requester email": "requester1@example.com",
		"Assignee": "Agent 1",
		"Group": "Field Repair",
		"Subject": f"Press {number} stops",
		"Tags": "press model_1",
		"Status": "Closed",
		"Priority": "High",
		"Created at": "2023-01-02 09:00",
		"Updated at": "2023-01-08 10:00",
		"Organization": "Organisation 1",
		"Solved at": "2023-01-04 10:30",
	}
	return row | {
		column: values[key]
		for column in ZENDESK_COLUMNS
		if (key := column.lower().replace(" ", "_")) in values
	}


def servicenow_row(number: int = 1, **values) -> dict:
	"""One row of an incident list; keyword names are the columns' in lower case with underscores."""
	row = {
		"Number": f"INC{number:07d}",
		"Opened": "2023-01-02 09:00:00",
		"Short description": f"Press {number} stops",
		"Caller": "Requester 1",
		"Priority": "2 - High",
		"State": "Closed",
		"Category": "Hardware",
		"Assignment group": "Field Repair",
		"Assigned to": "Agent 1",
		"Updated": "2023-01-08 10:00:00",
		"Updated by": "agent1",
		"Resolved": "2023-01-04 10:30:00",
		"Closed": "2023-01-08 10:00:00",
		"Company": "Organisation 1",
	}
	return row | {
		column: values[key]
		for column in SERVICENOW_COLUMNS
		if (key := column.lower().replace(" ", "_")) in values
	}
