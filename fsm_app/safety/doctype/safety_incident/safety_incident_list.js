frappe.listview_settings["Safety Incident"] = {
	add_fields: ["state", "severity"],

	get_indicator({ state }) {
		const colours = { Reported: "red", "Under Investigation": "orange", Closed: "green" };
		return [__(state, null, "Safety Incident"), colours[state] || "gray", `state,=,${state}`];
	},
};
