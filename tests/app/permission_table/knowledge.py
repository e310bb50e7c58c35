"""Rights on document types: cases, safety, personal data, and the app's own settings and notes."""

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
	Group,
	same,
)

GROUPS = (
	Group(
		"Cases",
		("Knowledge Case",),
		KEPT_BY_MANAGERS
		| same("RWC", DISPATCHER, ENGINEER, KNOWLEDGE)
		| same("R", HR, AUDITOR, PARTS, PRODUCT),
	),
	Group(
		"Published versions of cases, written by the app",
		("Knowledge Case Version",),
		same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, KNOWLEDGE, AUDITOR),
	),
	Group(
		"Reviewers' marks of cases",
		("Knowledge Review",),
		KEPT_BY_MANAGERS | same("RWC", KNOWLEDGE) | same("R", DISPATCHER, ENGINEER, AUDITOR, HR),
	),
	Group(
		"Who used which case, and whether it helped, written by the app",
		("Knowledge Use",),
		same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, KNOWLEDGE, AUDITOR, HR),
	),
	Group(
		"Protective equipment and kinds of work permits",
		("PPE List", "Work Permit Type"),
		KEPT_BY_MANAGERS | same("RWCD", SAFETY) | SERVICE_READS,
	),
	Group(
		"Daily checks of protective equipment; an engineer has their own, a supervisor sees the team's",
		("PPE Check",),
		same("R", SYSTEM, MANAGER, SAFETY, AUDITOR) | same("RWC", ENGINEER),
	),
	Group(
		"Work permits; an engineer sees their own, whoever answers them those of the kind; once asked for, the app alone changes one",
		("Work Permit",),
		same("RWC", MANAGER, SAFETY, ENGINEER) | same("R", SYSTEM, DISPATCHER, AUDITOR),
	),
	Group(
		"Safety incidents; whoever reported one or has to do something about it sees that, a supervisor the team's; managers, safety officers and HR alone change one",
		("Safety Incident",),
		same("RWC", MANAGER, SAFETY, HR, DISPATCHER, ENGINEER, PARTS) | same("R", SYSTEM, AUDITOR),
	),
	Group("Injuries of safety incidents", ("Safety Incident Health",), same("RWC", SAFETY, HR)),
	Group("Requests about personal data", ("Service Data Request",), same("RWC", SYSTEM, MANAGER)),
	Group(
		"Settings",
		("Field Service Settings",),
		same("RW", SYSTEM, MANAGER) | same("R", DISPATCHER, AUDITOR),
	),
	Group("Webhooks and imports", ("Service Webhook", "Ticket Import"), KEPT_BY_MANAGERS),
	Group("Deliveries of webhooks", ("Webhook Delivery",), same("RD", SYSTEM) | same("R", MANAGER, AUDITOR)),
	Group("Refused rows of imports", ("Ticket Import Refusal",), same("R", SYSTEM, MANAGER)),
	Group("What the app installed", ("Shipped Configuration",), same("R", SYSTEM)),
	Group("What searches have to follow", ("Knowledge Change",), same("R", SYSTEM)),
	Group("Times of visits that are told soon", ("Visit Notice",), same("R", SYSTEM)),
)
