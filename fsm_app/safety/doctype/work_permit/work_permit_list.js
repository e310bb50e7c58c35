frappe.listview_settings["Work Permit"] = {
	add_fields: ["state", "valid_to"],

	get_indicator({ state }) {
		const colours = { Requested: "orange", Approved: "green", Refused: "red", Expired: "red" };
		return [__(state, null, "Work Permit"), colours[state] || "gray", `state,=,${state}`];
	},
};
