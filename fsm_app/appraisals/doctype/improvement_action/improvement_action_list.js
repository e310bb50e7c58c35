frappe.listview_settings["Improvement Action"] = {
	add_fields: ["state", "due_on"],

	get_indicator({ state }) {
		const colours = { Open: "blue", Reached: "green", Done: "green", Escalated: "red" };
		return [__(state, null, "Improvement Action"), colours[state] || "gray", `state,=,${state}`];
	},
};
