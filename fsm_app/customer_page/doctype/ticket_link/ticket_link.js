frappe.ui.form.on("Ticket Link", {
	refresh(frm) {
		const open = !frm.doc.revoked && frm.doc.expires_at > frappe.datetime.now_datetime();
		fsm_app.form_buttons(frm, [open && [__("Revoke"), () => revoke(frm)]]);
	},
});

function revoke(frm) {
	frappe.confirm(__("The link stops working at once. Revoke it?"), async () => {
		await frappe.call({
			method: "fsm_app.api.customer_page.revoke",
			args: { name: frm.doc.name },
			freeze: true,
		});
		frm.reload_doc();
	});
}
