frappe.listview_settings["Award Grant"] = {
	get_indicator({ state }) {
		const colours = { Granted: "green", "In Question": "orange", Withdrawn: "gray" };
		return [__(state, null, "Award Grant"), colours[state] || "gray", `state,=,${state}`];
	},
};
