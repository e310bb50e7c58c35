"""What is kept apart from its document, and fields that stand at permission levels."""

from tests.app.permission_table.kinds import (
	AUDITOR,
	DISPATCHER,
	ENGINEER,
	HR,
	MANAGER,
	SYSTEM,
	VIEWERS_READ,
	FieldGroup,
	KeptApart,
	same,
)

KEPT_APART = (
	KeptApart(
		"Service Ticket", "Ticket Caller", "the caller's name, telephone, e-mail, address and coordinates"
	),
	KeptApart("Engineer Certification", "Certificate Document", "number and scan of the certificate"),
)

_COORDINATORS_WRITE = same("RW", SYSTEM, MANAGER, DISPATCHER) | same("R", ENGINEER, AUDITOR) | VIEWERS_READ
FIELD_GROUPS = (
	FieldGroup(
		"Service Ticket",
		0,
		"what the engineer finds and does",
		(
			"checklist",
			"fault_symptom",
			"fault_code",
			"fault_case",
			"fault_cause",
			"resolution_summary",
			"remaining_work",
			"return_reason",
			"parts_used",
			"no_parts_used",
		),
		_COORDINATORS_WRITE | same("RW", ENGINEER),
	),
	FieldGroup(
		"Service Ticket",
		2,
		"what was agreed with the customer",
		(
			"naming_series",
			"subject",
			"description",
			"customer",
			"company",
			"region",
			"appointment_start",
			"appointment_end",
			"service_tier",
			"offering",
			"priority",
			"impact",
			"urgency",
			"serial_no",
			"item_code",
			"asset",
			"project",
			"source",
			"parent_ticket",
			"client_key",
			"cancel_reason",
			"callback_result",
		),
		_COORDINATORS_WRITE,
	),
	FieldGroup(
		"Service Ticket",
		3,
		"who works on it",
		("team", "engineer", "override_reason"),
		_COORDINATORS_WRITE,
		opener=False,
	),
	FieldGroup(
		"Score Snapshot",
		1,
		"each customer's answer behind a frozen score",
		("content",),
		same("R", SYSTEM, MANAGER, HR, AUDITOR),
		opener=False,
	),
)
