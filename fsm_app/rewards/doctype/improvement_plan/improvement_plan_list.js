frappe.listview_settings["Improvement Plan"] = {
	get_indicator({ state }) {
		const colours = { Open: "orange", Reached: "green", "Not Reached": "red", Cancelled: "gray" };
		return [__(state, null, "Improvement Plan"), colours[state] || "gray", `state,=,${state}`];
	},
};
