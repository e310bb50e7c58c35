frappe.ui.form.on("Service Exam", {
	refresh(frm) {
		if (!frm.is_new() && !frm.doc.disabled) {
			frm.add_custom_button(__("Open the Exam Page"), () => window.open("/service-exam", "_blank", "noopener"));
		}
	},
});
