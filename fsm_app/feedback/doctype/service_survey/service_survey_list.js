frappe.listview_settings["Service Survey"] = {
	add_fields: ["state"],
	hide_name_column: true,

	get_indicator(doc) {
		const colours = { Open: "blue", Answered: "green", Expired: "gray", Withdrawn: "gray" };
		return [__(doc.state, null, "Service Survey"), colours[doc.state], `state,=,${doc.state}`];
	},
};
