const COLOURS = { Planned: "blue", Travelling: "cyan", "On Site": "orange", Ended: "green", Cancelled: "gray" };

frappe.views.calendar["Service Visit"] = {
	field_map: { id: "name", start: "planned_start", end: "planned_end", title: "title" },
	get_events_method: "fsm_app.api.service_visit.events",
	filters: [
		{ fieldtype: "Link", fieldname: "engineer", options: "Service Engineer", label: __("Engineer") },
		{ fieldtype: "Link", fieldname: "team", options: "Service Team", label: __("Team") },
	],

	get_css_class({ status }) {
		return COLOURS[status];
	},
};
