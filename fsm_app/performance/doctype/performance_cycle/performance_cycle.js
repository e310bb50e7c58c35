// Closing a cycle is for ever: it is asked once more, and done in the background.

frappe.ui.form.on("Performance Cycle", {
	refresh(frm) {
		frm.set_df_property("status", "read_only", 1);
		if (frm.is_new()) {
			return;
		}
		frm.add_custom_button(__("Try a Scheme"), () =>
			frappe.set_route("query-report", "Scheme Trial", { cycle: frm.doc.name })
		);
		if (frm.doc.status === "Open" && frm.perm[0]?.write) {
			frm.add_custom_button(__("Close Cycle"), () =>
				frappe.confirm(
					__("The scores are worked out for the last time and frozen. A closed cycle stays closed. Close {0}?", [
						frappe.utils.escape_html(frm.doc.name),
					]),
					() => close(frm)
				)
			);
		}
	},
});

async function close(frm) {
	await frappe.call({ method: "fsm_app.api.performance.close_cycle", args: { cycle: frm.doc.name } });
	frappe.show_alert({ message: __("The cycle is being closed. Reload it in some minutes."), indicator: "blue" });
}
