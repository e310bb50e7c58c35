frappe.listview_settings["Service Case Review"] = {
	add_fields: ["state"],

	get_indicator({ state }) {
		const colour = state === "Held" ? "green" : "blue";
		return [__(state, null, "Service Case Review"), colour, `state,=,${state}`];
	},
};
