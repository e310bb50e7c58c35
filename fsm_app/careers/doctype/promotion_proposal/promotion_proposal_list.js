frappe.listview_settings["Promotion Proposal"] = {
	add_fields: ["stage", "fulfilled"],

	get_indicator({ stage, fulfilled }) {
		const undecided = fulfilled ? "blue" : "orange";
		const colours = { Proposed: undecided, "In Review": undecided, Approved: "green", Rejected: "red" };
		return [__(stage), colours[stage] || "gray", `stage,=,${stage}`];
	},
};
