// Managers may let a failed sitting not count, for example after a power cut.

(() => {
	const MANAGERS = ["System Manager", "Service Manager", "HR Manager"];

	frappe.ui.form.on("Exam Attempt", {
		refresh(frm) {
			const { state, passed, annulled } = frm.doc;
			if (state !== "In Progress" && !passed && !annulled && frappe.user_roles.some((role) => MANAGERS.includes(role))) {
				frm.add_custom_button(__("Annul Attempt"), () => ask_for_reason(frm));
			}
		},
	});

	function ask_for_reason(frm) {
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			async ({ reason }) => {
				await frappe.call({
					method: "fsm_app.api.exam.annul",
					args: { attempt: frm.doc.name, reason },
					freeze: true,
				});
				frm.reload_doc();
			},
			__("Annul Attempt")
		);
	}
})();
