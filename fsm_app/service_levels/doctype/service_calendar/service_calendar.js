frappe.ui.form.on("Service Calendar", {
	async onload(frm) {
		const { message } = await frappe.call("frappe.core.doctype.user.user.get_timezones");
		frm.set_df_property("time_zone", "options", message.timezones);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		frm.add_custom_button(__("Add Public Holidays"), () => ask_for_holidays(frm));
	},
});

function ask_for_holidays(frm) {
	const next_year = frappe.datetime.str_to_obj(frappe.datetime.now_date()).getFullYear();
	frappe.prompt(
		[
			{
				fieldname: "country",
				fieldtype: "Data",
				label: __("Country"),
				reqd: 1,
				default: "CN",
				description: __("A code of two letters such as CN or DE."),
			},
			{ fieldname: "year", fieldtype: "Int", label: __("Year"), reqd: 1, default: next_year },
		],
		({ country, year }) =>
			frappe
				.call("fsm_app.api.service_calendar.add_public_holidays", {
					calendar: frm.doc.name,
					country,
					year,
				})
				.then(({ message }) => {
					frappe.show_alert({
						message: __("{0} holidays and {1} make-up days added.", [
							message.holidays,
							message.make_up_days,
						]),
						indicator: "green",
					});
					frm.reload_doc();
				}),
		__("Add Public Holidays"),
	);
}
