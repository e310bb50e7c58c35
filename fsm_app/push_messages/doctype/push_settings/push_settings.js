// A button that makes the pair of keys by which the push services know this site.

frappe.ui.form.on("Push Settings", {
	refresh(frm) {
		if (frm.perm[0].write) {
			frm.add_custom_button(__("Make Keys"), () => make_keys(frm));
		}
	},
});

function make_keys(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the settings first."));
		return;
	}
	if (!frm.doc.public_key) {
		make(frm);
		return;
	}
	frappe.confirm(
		__("With new keys no phone is told any more until its user switches push messages on again. Make new ones?"),
		() => make(frm)
	);
}

async function make(frm) {
	await frappe.call({ method: "fsm_app.api.push_messages.make_keys", freeze: true });
	await frm.reload_doc();
	frappe.show_alert({ message: __("Keys are made, and push messages are on."), indicator: "green" });
}
