frappe.listview_settings["Knowledge Gap"] = {
	add_fields: ["state"],

	get_indicator({ state }) {
		const colours = { Open: "orange", Written: "green", "Not Needed": "gray" };
		return [__(state, null, "Knowledge Gap"), colours[state], `state,=,${state}`];
	},
};
