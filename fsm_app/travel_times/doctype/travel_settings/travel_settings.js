// A button that asks the saved service for one way and shows what came back.

frappe.ui.form.on("Travel Settings", {
	refresh(frm) {
		if (frm.perm[0].write && frm.doc.service !== "None") {
			frm.add_custom_button(__("Try"), () => try_service(frm));
		}
	},
});

async function try_service(frm) {
	if (frm.is_dirty()) {
		frappe.msgprint(__("Save the settings first."));
		return;
	}
	const { message } = await frappe.call({
		method: "fsm_app.api.travel_settings.try_service",
		freeze: true,
		freeze_message: __("Asking..."),
	});
	frappe.msgprint({
		title: message.problem ? __("No Travel Time") : __("The Service Answers"),
		message: frappe.utils.escape_html(message.problem || message.told),
		indicator: message.problem ? "red" : "green",
	});
}
