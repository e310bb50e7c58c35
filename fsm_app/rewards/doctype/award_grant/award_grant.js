// A grant's form: its certificate, and the decision when a corrected score has put it in question.

(() => {
	function decide(frm, method, title) {
		frappe.prompt(
			{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
			async ({ reason }) => {
				await frappe.call({ method: `fsm_app.api.rewards.${method}`, args: { grant: frm.doc.name, reason } });
				frm.reload_doc();
			},
			title
		);
	}

	frappe.ui.form.on("Award Grant", {
		refresh(frm) {
			if (frm.doc.question) frm.set_intro(frappe.utils.escape_html(frm.doc.question), "orange");
			frm.add_custom_button(__("Certificate (PDF)"), () => {
				const query = new URLSearchParams({
					doctype: frm.doctype,
					name: frm.doc.name,
					format: "Award Certificate",
					no_letterhead: 1,
					_lang: frappe.boot.lang,
				});
				window.open(`/api/method/frappe.utils.print_format.download_pdf?${query}`);
			});
			const may_decide = frappe.user.has_role(["Service Manager", "HR Manager", "System Manager"]);
			if (frm.doc.state !== "In Question" || !may_decide) return;
			frm.add_custom_button(__("Let It Stand"), () => decide(frm, "keep_grant", __("Let It Stand")));
			frm.add_custom_button(__("Withdraw"), () => decide(frm, "withdraw_grant", __("Withdraw")));
		},
	});
})();
