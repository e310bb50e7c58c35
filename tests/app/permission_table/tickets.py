"""Rights on document types: tickets, visits, dispatch, parts and what the phone and the customer's page keep."""

from tests.app.permission_table.kinds import (
	AUDITOR,
	DISPATCHER,
	ENGINEER,
	KEPT_BY_MANAGERS,
	MANAGER,
	PARTS,
	SERVICE_READS,
	SYSTEM,
	VIEWERS_READ,
	Group,
	same,
)

GROUPS = (
	Group(
		"Tickets and visits",
		("Service Ticket", "Service Visit"),
		KEPT_BY_MANAGERS | same("RWC", DISPATCHER, ENGINEER) | same("R", AUDITOR) | VIEWERS_READ,
	),
	Group("Callers of tickets", ("Ticket Caller",), same("RW", SYSTEM, MANAGER, DISPATCHER)),
	Group(
		"Evidence",
		("Service Evidence",),
		same("RD", SYSTEM) | same("R", MANAGER) | SERVICE_READS | VIEWERS_READ,
	),
	Group(
		"What the app notes about tickets",
		("SLA Clock", "SLA Event", "Ticket Handover", "Runbook Run"),
		same("R", SYSTEM, MANAGER) | SERVICE_READS | VIEWERS_READ,
	),
	Group(
		"What was built into equipment, written by the app; a manager corrects the warranty",
		("Installed Part",),
		same("RW", SYSTEM, MANAGER) | same("R", DISPATCHER, ENGINEER, AUDITOR, PARTS),
	),
	Group(
		"Old parts on their way back",
		("Defective Part",),
		same("RW", SYSTEM, MANAGER, PARTS) | same("R", DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"Parts that tickets wait for, counts of vans and handovers between colleagues, written by the app",
		("Awaited Part", "Van Count", "Parts Handover"),
		same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR, PARTS),
	),
	Group(
		"Parts of tickets against what is usual, written by the app",
		("Parts Comparison",),
		same("R", SYSTEM, MANAGER, ENGINEER, AUDITOR),
	),
	Group(
		"Returns of defective parts to their suppliers",
		("Supplier Return",),
		same("RWCD", SYSTEM, MANAGER, PARTS) | same("R", AUDITOR),
	),
	Group(
		"Dispatch: what was decided, and what customers' visits suggest; an engineer is told their own marks",
		("Dispatch Decision", "Customer Preference Proposal"),
		same("R", SYSTEM, MANAGER, DISPATCHER, AUDITOR),
	),
	Group("How candidates are ranked", ("Dispatch Profile",), KEPT_BY_MANAGERS | SERVICE_READS),
	Group(
		"Whom tickets were offered to, and who was lent; an engineer sees their own, a supervisor the team's",
		("Ticket Offer", "Pool Assignment"),
		same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"What engineers' phones brought; an engineer sees their own, a supervisor the team's",
		("Field Act",),
		same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"Regions and teams that share their engineers",
		("Engineer Pool",),
		KEPT_BY_MANAGERS | same("R", DISPATCHER, AUDITOR),
	),
	Group(
		"Tickets that are assigned together",
		("Bulk Assignment",),
		same("RW", SYSTEM, MANAGER, DISPATCHER) | same("R", AUDITOR),
	),
	Group(
		"Appointments that an absence breaks",
		("Broken Appointment",),
		same("R", SYSTEM, MANAGER, DISPATCHER, AUDITOR),
	),
	Group(
		"What a company's customers see and do on the page of their ticket",
		("Customer Page Rules",),
		KEPT_BY_MANAGERS | same("R", DISPATCHER, AUDITOR),
	),
	Group(
		"Links to the page of one ticket; what opens them is not stored",
		("Ticket Link",),
		same("R", SYSTEM, MANAGER, DISPATCHER, AUDITOR),
	),
	Group(
		"What customers answered to appointments",
		("Appointment Answer",),
		same("R", SYSTEM, MANAGER, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"How customers want to be served",
		("Customer Service Profile",),
		KEPT_BY_MANAGERS | same("RWC", DISPATCHER) | same("R", AUDITOR),
	),
	Group(
		"Requisitions of parts; an engineer sees their own, a supervisor the team's",
		("Parts Requisition",),
		KEPT_BY_MANAGERS | same("RWC", DISPATCHER, PARTS, ENGINEER) | same("R", AUDITOR),
	),
	Group(
		"Vans of engineers, each their own",
		("Engineer Van",),
		KEPT_BY_MANAGERS | same("RWC", PARTS) | SERVICE_READS,
	),
	Group(
		"Plans of the engineers' days",
		("Day Plan",),
		KEPT_BY_MANAGERS | same("RWC", DISPATCHER) | same("R", AUDITOR),
	),
	Group("Where travel times come from", ("Travel Settings",), same("RW", SYSTEM, MANAGER)),
	Group(
		"Push messages and remote guidance",
		("Push Settings", "Guidance Settings"),
		same("RW", SYSTEM, MANAGER),
	),
	Group(
		"Calls by video to an expert, written by the app; those who take part see them, too",
		("Guidance Session",),
		same("R", SYSTEM, MANAGER) | SERVICE_READS,
	),
	Group("What services said of travel times", ("Travel Time",), same("R", SYSTEM)),
	Group(
		"How parts are kept",
		("Spare Parts Settings",),
		same("RW", SYSTEM, MANAGER) | SERVICE_READS | same("R", PARTS),
	),
)
