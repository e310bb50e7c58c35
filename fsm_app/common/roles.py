"""The roles that the app adds to a site, under the names by which code asks for them (D1)."""

SERVICE_MANAGER = "Service Manager"
SERVICE_DISPATCHER = "Service Dispatcher"
SERVICE_ENGINEER = "Service Engineer"
SERVICE_AUDITOR = "Service Auditor"
SERVICE_PARTS_KEEPER = "Service Parts Keeper"
SERVICE_KNOWLEDGE_REVIEWER = "Service Knowledge Reviewer"
# Those who develop the products, to whom suggestions go (I4).
SERVICE_PRODUCT_DEVELOPER = "Service Product Developer"
# Those who look after safety at work, permit dangerous work and look into incidents (L1, L2).
SERVICE_SAFETY_OFFICER = "Service Safety Officer"

ROLES = (
	SERVICE_MANAGER,
	SERVICE_DISPATCHER,
	SERVICE_ENGINEER,
	SERVICE_AUDITOR,
	SERVICE_PARTS_KEEPER,
	SERVICE_KNOWLEDGE_REVIEWER,
	SERVICE_PRODUCT_DEVELOPER,
	SERVICE_SAFETY_OFFICER,
)

# Those who coordinate or audit the service, bring parts for it or learn from it see every ticket, D1 and D3; System
# Manager stands for the administrator.
SEES_ALL_TICKETS = frozenset(
	{
		"System Manager",
		SERVICE_MANAGER,
		SERVICE_DISPATCHER,
		SERVICE_AUDITOR,
		SERVICE_PARTS_KEEPER,
		SERVICE_KNOWLEDGE_REVIEWER,
	}
)
# ERPNext's role for those who keep the files of the staff.
HR_MANAGER = "HR Manager"
# Those who coordinate the service.
COORDINATORS = ("System Manager", SERVICE_MANAGER, SERVICE_DISPATCHER)
MANAGES_SERVICE = frozenset({"System Manager", SERVICE_MANAGER})
MANAGES_PEOPLE = MANAGES_SERVICE | {HR_MANAGER}
