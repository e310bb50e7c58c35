"""Rights on document types: what customers are asked and offered, and what is promised to them."""

from tests.app.permission_table.kinds import (
	AUDITOR,
	DISPATCHER,
	ENGINEER,
	HR,
	KEPT_BY_MANAGERS,
	KNOWLEDGE,
	MANAGER,
	PARTS,
	PRODUCT,
	SAFETY,
	SERVICE_READS,
	SYSTEM,
	VIEWERS_READ,
	Group,
	same,
)

GROUPS = (
	Group(
		"Surveys",
		("Service Survey",),
		same("R", SYSTEM, ENGINEER, AUDITOR) | same("RW", MANAGER, DISPATCHER),
	),
	Group(
		"Who is not asked any more",
		("Survey Unsubscription",),
		same("RCD", SYSTEM, MANAGER) | same("RC", DISPATCHER) | same("R", AUDITOR),
	),
	Group(
		"What nobody reads but the app: secrets of links, and who voted",
		("Service Survey Link", "Suggestion Vote", "Knowledge Model", "Push Subscription"),
		{},
	),
	Group(
		"Callbacks",
		("Service Callback",),
		same("RWD", SYSTEM, MANAGER) | same("RW", DISPATCHER) | same("R", ENGINEER, AUDITOR),
	),
	Group(
		"What surveys and callbacks ask",
		("Survey Reason", "Callback Script"),
		KEPT_BY_MANAGERS | SERVICE_READS,
	),
	Group(
		"Suggestions about products",
		("Product Suggestion",),
		KEPT_BY_MANAGERS | same("RWC", PRODUCT) | same("RC", DISPATCHER, ENGINEER) | same("R", AUDITOR),
	),
	Group(
		"The suggestion box of the staff",
		("Staff Suggestion",),
		same("RW", SYSTEM, MANAGER, HR) | same("R", DISPATCHER, ENGINEER, AUDITOR, PARTS, KNOWLEDGE, PRODUCT),
	),
	Group(
		"Complaints",
		("Service Complaint",),
		KEPT_BY_MANAGERS | same("RWC", DISPATCHER) | same("R", AUDITOR),
	),
	Group(
		"Catalogue and priorities",
		(
			"Service Offering",
			"Delivery Class",
			"Service Runbook",
			"Service Priority",
			"Service Tier",
		),
		KEPT_BY_MANAGERS | SERVICE_READS | VIEWERS_READ,
	),
	Group(
		"Categories of the catalogue",
		("Service Category",),
		KEPT_BY_MANAGERS | SERVICE_READS | VIEWERS_READ | same("R", SAFETY),
	),
	Group(
		"Releases and reviews of the catalogue",
		("Catalogue Release", "Catalogue Review"),
		KEPT_BY_MANAGERS | SERVICE_READS | same("R", KNOWLEDGE),
	),
	Group(
		"Missing cases, written by the app; each engineer sees what they are asked for",
		("Knowledge Gap",),
		same("RW", SYSTEM, MANAGER, KNOWLEDGE) | same("R", ENGINEER, AUDITOR),
	),
	Group("What an engineer wants to be told of cases", ("Knowledge Reader",), same("R", SYSTEM, ENGINEER)),
	Group(
		"Case reviews and what was agreed on in them; who takes part reads them",
		("Service Case Review", "Service Case Review Action"),
		KEPT_BY_MANAGERS | same("RWC", KNOWLEDGE) | SERVICE_READS,
	),
	Group(
		"Service levels",
		("SLA Policy", "Service Calendar", "Priority Matrix", "Message Warning Rule"),
		KEPT_BY_MANAGERS | SERVICE_READS,
	),
)
