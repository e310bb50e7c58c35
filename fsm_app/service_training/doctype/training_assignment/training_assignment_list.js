frappe.listview_settings["Training Assignment"] = {
	add_fields: ["state", "due_date"],

	get_indicator({ state, due_date }) {
		// True also on the day on which the daily job has not run yet.
		const late = state === "Open" && due_date < frappe.datetime.get_today();
		const colours = { Open: "blue", Completed: "green", Failed: "red", Overdue: "red", Cancelled: "gray" };
		return [late ? __("Overdue") : __(state), late ? "red" : colours[state], `state,=,${state}`];
	},
};
