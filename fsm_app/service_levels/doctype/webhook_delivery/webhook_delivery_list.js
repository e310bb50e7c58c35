frappe.listview_settings["Webhook Delivery"] = {
	get_indicator(doc) {
		const color = { Pending: "orange", Sent: "green", Failed: "red" }[doc.state];
		return [__(doc.state, null, "Webhook Delivery"), color, `state,=,${doc.state}`];
	},
};
