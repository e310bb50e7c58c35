frappe.views.calendar["Training Session"] = {
	field_map: { id: "name", start: "start", end: "end", title: "title" },
	get_events_method: "fsm_app.api.certificates.session_events",
	filters: [
		{ fieldtype: "Link", fieldname: "course", options: "Training Course", label: __("Training Course") },
		{ fieldtype: "Link", fieldname: "trainer", options: "User", label: __("Trainer") },
	],

	get_css_class({ state }) {
		return { Planned: "blue", Held: "green" }[state];
	},
};
