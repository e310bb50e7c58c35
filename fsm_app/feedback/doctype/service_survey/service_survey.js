// The form of a survey: its link, and the day on which an answer can be written down no more.

frappe.ui.form.on("Service Survey", {
	refresh(frm) {
		const coordinates = ["Service Manager", "Service Dispatcher", "System Manager"].some((role) =>
			frappe.user.has_role(role)
		);
		if (frm.doc.state === "Open" && coordinates) {
			frm.add_custom_button(__("Survey Link"), async () => {
				await fsm_app.survey.show_link("copy_link", { survey: frm.doc.name });
				frm.reload_doc();
			});
		}
		const manages = ["Service Manager", "System Manager"].some((role) => frappe.user.has_role(role));
		["excluded", "excluded_reason"].forEach((field) => frm.set_df_property(field, "read_only", manages ? 0 : 1));
		["stars", "nps", "reasons", "comment"].forEach((field) =>
			frm.set_df_property(field, "read_only", frm.doc.state === "Open" ? 0 : 1)
		);
	},
});
