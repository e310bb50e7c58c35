"""Rights on document types: engineers, their figures, training, certificates, promotion and rewards."""

from tests.app.permission_table.kinds import (
	AUDITOR,
	DISPATCHER,
	ENGINEER,
	HR,
	KEPT_BY_HR,
	KEPT_BY_MANAGERS,
	KNOWLEDGE,
	MANAGER,
	PARTS,
	SAFETY,
	SERVICE_READS,
	SYSTEM,
	VIEWERS_READ,
	Group,
	same,
)

GROUPS = (
	Group(
		"Engineers and teams",
		("Service Engineer", "Service Team"),
		KEPT_BY_MANAGERS | SERVICE_READS | VIEWERS_READ | same("R", HR, SAFETY),
	),
	Group(
		"Levels, skills and figures",
		("Engineer Level", "Service Skill", "KPI Definition", "KPI Scheme", "Performance Cycle"),
		KEPT_BY_MANAGERS | SERVICE_READS | same("R", HR),
	),
	Group(
		"Duty",
		("On-call Duty",),
		same("RWCD", SYSTEM, MANAGER, DISPATCHER) | same("R", ENGINEER, AUDITOR),
	),
	Group(
		"Drafts of duty",
		("On Call Rotation",),
		same("RWCD", SYSTEM, MANAGER, DISPATCHER) | same("R", AUDITOR),
	),
	Group(
		"Results of people, written by the app",
		("Performance Appraisal", "Exam Attempt", "Score Snapshot"),
		same("R", SYSTEM, MANAGER, HR, ENGINEER, AUDITOR),
	),
	Group(
		"What is conspicuous about scores",
		("Score Anomaly",),
		same("RW", SYSTEM, MANAGER, HR) | same("R", AUDITOR),
	),
	Group(
		"Violations and safety incidents; each sees their own and those of whom they supervise, nobody writes their own",
		("Service Violation",),
		same("RWC", SYSTEM, MANAGER, HR) | same("R", ENGINEER, AUDITOR),
	),
	Group(
		"Reviews of engineers; each sees their own and those of whom they supervise",
		("Appraisal Review",),
		same("RW", SYSTEM, MANAGER, HR, ENGINEER) | same("R", AUDITOR),
	),
	Group(
		"Ratings, interviews and appeals; of a rating by a colleague the engineer sees nothing",
		("Appraisal Rating", "Appraisal Interview", "Appraisal Appeal"),
		same("RW", SYSTEM, MANAGER, HR, ENGINEER),
	),
	Group("Plans of interviews", ("Improvement Action",), same("RWC", SYSTEM, MANAGER, HR, ENGINEER)),
	Group("Criteria of ratings", ("Appraisal Criterion",), KEPT_BY_HR | SERVICE_READS),
	Group(
		"Objectives, set by who supervises",
		("Service Objective",),
		KEPT_BY_HR | same("RWC", ENGINEER) | same("R", AUDITOR),
	),
	Group(
		"Training, exams and certifications",
		(
			"Training Course",
			"Training Session",
			"Training Plan",
			"Training Assignment",
			"Service Exam",
			"Assessment Rubric",
		),
		KEPT_BY_HR | SERVICE_READS,
	),
	Group(
		"Kinds of certificates",
		("Service Certification",),
		KEPT_BY_HR | SERVICE_READS | same("R", SAFETY),
	),
	Group("The bank of questions", ("Exam Question",), KEPT_BY_HR),
	Group("Answers in exams", ("Exam Answer",), same("R", SYSTEM, MANAGER, HR)),
	Group(
		"Practical assessments",
		("Practical Assessment",),
		same("RWCDSXA", SYSTEM, MANAGER, HR) | same("RWCS", ENGINEER) | same("R", AUDITOR),
	),
	Group(
		"Certificates of engineers",
		("Engineer Certification",),
		KEPT_BY_HR | same("RWC", ENGINEER) | same("R", DISPATCHER, AUDITOR),
	),
	Group(
		"Numbers and scans of certificates; an engineer has those of their own",
		("Certificate Document",),
		same("RW", SYSTEM, MANAGER, HR, ENGINEER),
	),
	Group(
		"Reminders of certificates",
		("Certification Reminder",),
		same("R", SYSTEM, MANAGER, HR, AUDITOR),
	),
	Group(
		"Promotions",
		("Promotion Proposal",),
		KEPT_BY_MANAGERS | same("RWC", HR) | same("R", ENGINEER, AUDITOR),
	),
	Group(
		"Rules of rewards",
		("Reward Rule",),
		KEPT_BY_MANAGERS | same("RWC", HR) | same("R", AUDITOR),
	),
	Group(
		"Lists of rewards and payments, written by the app",
		("Reward Run", "Reward Payment"),
		same("R", SYSTEM, MANAGER, HR, AUDITOR),
	),
	Group(
		"Improvement plans; a supervisor writes those of the team, nobody their own",
		("Improvement Plan",),
		KEPT_BY_MANAGERS | same("RWC", HR) | same("RW", ENGINEER) | same("R", AUDITOR),
	),
	Group(
		"Points for promotion, written by the app",
		("Promotion Merit",),
		same("R", SYSTEM, MANAGER, HR, ENGINEER, AUDITOR),
	),
	Group(
		"Awards",
		("Award",),
		KEPT_BY_MANAGERS | same("RWC", HR) | same("R", DISPATCHER, ENGINEER, AUDITOR),
	),
	Group(
		"Rounds of awards, and who got one, written by the app",
		("Award Round", "Award Grant"),
		same("R", SYSTEM, MANAGER, HR, DISPATCHER, ENGINEER, AUDITOR),
	),
	Group("Figures and votes of candidates", ("Award Tally",), same("R", SYSTEM, MANAGER, HR)),
	Group("That somebody has voted; not who, nor for whom", ("Award Ballot",), same("R", SYSTEM)),
	Group("Who stays off the leaderboard", ("Leaderboard Choice",), same("R", SYSTEM, ENGINEER)),
	Group(
		"Stories",
		("Service Story",),
		KEPT_BY_MANAGERS | same("RWC", DISPATCHER, ENGINEER) | same("R", HR, AUDITOR, PARTS, KNOWLEDGE),
	),
)
