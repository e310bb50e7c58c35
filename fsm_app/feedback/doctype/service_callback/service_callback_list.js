frappe.listview_settings["Service Callback"] = {
	add_fields: ["state", "due_from", "due_until"],
	hide_name_column: true,
	filters: [["state", "=", "Planned"]],

	get_indicator(doc) {
		const today = frappe.datetime.get_today();
		if (doc.state === "Planned" && doc.due_until < today) {
			return [__("Overdue", null, "Service Callback"), "red", `state,=,Planned|due_until,<,${today}`];
		}
		const colours = { Planned: doc.due_from <= today ? "orange" : "blue", Done: "green" };
		return [__(doc.state, null, "Service Callback"), colours[doc.state] || "gray", `state,=,${doc.state}`];
	},
};
