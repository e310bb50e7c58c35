frappe.listview_settings["Case Review Meeting"] = {
	add_fields: ["state"],

	get_indicator({ state }) {
		const colour = state === "Held" ? "green" : "blue";
		return [__(state, null, "Case Review Meeting"), colour, `state,=,${state}`];
	},
};
