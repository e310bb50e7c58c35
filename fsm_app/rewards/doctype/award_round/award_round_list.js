frappe.listview_settings["Award Round"] = {
	get_indicator({ state }) {
		const colours = { Voting: "blue", "To Decide": "orange", Decided: "green" };
		return [__(state, null, "Award Round"), colours[state] || "gray", `state,=,${state}`];
	},
};
