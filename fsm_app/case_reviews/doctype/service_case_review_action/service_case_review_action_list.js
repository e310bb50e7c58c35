frappe.listview_settings["Service Case Review Action"] = {
	add_fields: ["state", "due_on"],

	get_indicator({ state, due_on }) {
		if (state === "Open" && due_on < frappe.datetime.get_today()) {
			return [__("Overdue"), "red", `state,=,Open|due_on,<,${frappe.datetime.get_today()}`];
		}
		const colours = { Open: "blue", Done: "green", Dropped: "gray" };
		return [__(state, null, "Service Case Review Action"), colours[state], `state,=,${state}`];
	},
};
