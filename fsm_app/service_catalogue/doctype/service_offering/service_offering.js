// From an offering to how often it was asked for.

frappe.ui.form.on("Service Offering", {
	refresh(frm) {
		if (frm.is_new() || !frappe.model.can_get_report(frm.doctype)) return;
		frm.add_custom_button(__("Usage"), () =>
			frappe.set_route("query-report", "Catalogue Usage", { offering: frm.doc.name })
		);
	},
});
