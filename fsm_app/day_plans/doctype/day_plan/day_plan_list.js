frappe.listview_settings["Day Plan"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator({ state }) {
		const colours = { Proposed: "orange", Accepted: "green", "Partly Accepted": "green", Failed: "red" };
		const colour = colours[state] || (["Queued", "Planning", "Accepting"].includes(state) ? "blue" : "gray");
		return [__(state, null, "Day Plan"), colour, `state,=,${state}`];
	},
};
