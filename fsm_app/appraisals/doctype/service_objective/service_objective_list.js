frappe.listview_settings["Service Objective"] = {
	add_fields: ["state"],

	get_indicator({ state }) {
		const colours = { Open: "blue", Overdue: "red", Closed: "green" };
		return [__(state, null, "Service Objective"), colours[state] || "gray", `state,=,${state}`];
	},
};
