// Frappe finds the workspace of a document by its module. These modules have none of their own, so that a visit or an
// exam would stand nowhere: they belong to the workspace of one that has.
Object.assign(frappe.breadcrumbs.module_map, {
	Appraisals: "Workforce",
	Assignments: "Service Desk",
	Careers: "Workforce",
	"Case Reviews": "Knowledge",
	"Day Plans": "Service Desk",
	Dispatch: "Service Desk",
	Feedback: "Service Desk",
	"Field App": "Service Desk",
	"Field Work": "Service Desk",
	Intake: "Service Desk",
	Performance: "Service Desk",
	Privacy: "Workforce",
	Rewards: "Workforce",
	Runbooks: "Service Desk",
	"Service Catalogue": "Service Desk",
	"Service Levels": "Service Desk",
	"Service Training": "Workforce",
	"Travel Times": "Service Desk",
});
