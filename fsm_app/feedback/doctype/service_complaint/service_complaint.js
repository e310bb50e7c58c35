// The form of a complaint: engineers of its company, and the time of receipt written once.

frappe.ui.form.on("Service Complaint", {
	setup(frm) {
		frm.set_query("engineer", ({ company }) => (company ? { filters: { company } } : {}));
	},

	refresh(frm) {
		frm.set_df_property("received_at", "read_only", frm.is_new() ? 0 : 1);
	},

	after_save(frm) {
		// Before the form shows the saved values: an input for date and time would cut off the seconds, and the complaint
		// would count as changed again.
		frm.set_df_property("received_at", "read_only", 1);
	},
});
