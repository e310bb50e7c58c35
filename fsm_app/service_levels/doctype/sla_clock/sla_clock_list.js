frappe.listview_settings["SLA Clock"] = {
	add_fields: ["state", "breached"],

	get_indicator(doc) {
		if (doc.breached) {
			const text = doc.state === "Met" ? __("Met Too Late") : __("Breached");
			return [text, "red", `breached,=,1|state,=,${doc.state}`];
		}
		const colours = { Running: "blue", Paused: "orange", Met: "green", Cancelled: "gray" };
		return [__(doc.state, null, "SLA Clock"), colours[doc.state], `breached,=,0|state,=,${doc.state}`];
	},
};
