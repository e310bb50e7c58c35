"""What an engineer's level adds."""

LEVELS = ("Junior", "Intermediate", "Senior")
# By right, the levels that have it when the app is installed (D1, D2).
LEVEL_RIGHTS = {
	"Issue Warranty Document": {"Intermediate", "Senior"},
	"Transfer Spare Parts": {"Senior"},
	"Contact Head Office Support": {"Senior"},
	"Approve Closing": {"Senior"},
	"Raise Escalation": {"Intermediate", "Senior"},
	"Work on Every Offering": {"Intermediate", "Senior"},
	"Assess Others": {"Senior"},
	"Override Coverage": set(),
	"Give Remote Guidance": {"Intermediate", "Senior"},
}
