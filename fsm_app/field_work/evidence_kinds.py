"""The kinds of evidence that an offering may ask for at a stage (C4)."""

EVIDENCE, VISIT = "Service Evidence", "Service Visit"

# The kinds, as the Select fields of Service Evidence and of an offering's evidence name them.
PHOTO, SERIAL_NUMBER, FAULT_SYMPTOM, RESOLUTION, SERVICE_REPORT, SIGNATURE = (
	"Photo",
	"Serial Number",
	"Fault Symptom",
	"Resolution Summary",
	"Service Report",
	"Customer Signature",
)
# Asked for like evidence, though it is ticked off on the ticket itself.
CHECKLIST = "Checklist"
