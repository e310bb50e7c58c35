frappe.listview_settings["Service Complaint"] = {
	get_indicator(doc) {
		const colours = { Open: "red", "In Progress": "orange", Resolved: "green", Rejected: "gray" };
		return [__(doc.state, null, "Service Complaint"), colours[doc.state], `state,=,${doc.state}`];
	},
};
