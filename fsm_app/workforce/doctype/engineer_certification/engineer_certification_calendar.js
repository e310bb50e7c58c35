frappe.views.calendar["Engineer Certification"] = {
	field_map: {
		id: "name",
		start: "valid_until",
		end: "valid_until",
		title: "title",
		allDay: "all_day",
		convertToUserTz: "has_time",
	},
	get_events_method: "fsm_app.api.certificates.expiry_events",
	filters: [
		{ fieldtype: "Link", fieldname: "engineer", options: "Service Engineer", label: __("Engineer") },
		{ fieldtype: "Link", fieldname: "certification", options: "Service Certification", label: __("Certification", null, "Engineer Certification") },
	],
	// The end of a certificate is not moved by dragging it.
	options: {
		selectable: false,
		eventDrop: (event, delta, revert) => revert(),
		eventResize: (event, delta, revert) => revert(),
	},

	get_css_class({ colour }) {
		return colour;
	},
};
