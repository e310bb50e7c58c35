frappe.ui.form.on("Service Calendar", {
	async onload(frm) {
		const { message } = await frappe.call("frappe.core.doctype.user.user.get_timezones");
		frm.set_df_property("time_zone", "options", message.timezones);
	},
});
