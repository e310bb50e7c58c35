// A visit follows its ticket; here its appointment is planned, and its engineer checks in with the device's position.

frappe.ui.form.on("Service Visit", {
	setup(frm) {
		frm.set_query("ticket", () => ({ filters: { engineer: ["is", "set"] } }));
	},

	async refresh(frm) {
		if (frm.is_new()) {
			return;
		}
		frm.page.set_indicator(...indicator(frm.doc));
		const open = ["Planned", "Travelling"].includes(frm.doc.status);
		["planned_start", "planned_end"].forEach((field) => frm.set_df_property(field, "read_only", open ? 0 : 1));
		frm.set_df_property("remaining_work", "read_only", open || frm.doc.status === "On Site" ? 0 : 1);
		if (open && frm.doc.delivery === "On-site" && !frm.doc.checked_in_at && (await is_own(frm))) {
			frm.add_custom_button(__("Check In", null, "Service Visit"), () => check_in(frm));
		}
	},

	async ticket(frm) {
		if (frm.is_new() && frm.doc.ticket) {
			const { message } = await frappe.db.get_value("Service Ticket", frm.doc.ticket, [
				"engineer",
				"company",
				"team",
				"customer",
			]);
			frm.set_value(message);
		}
	},
});

function indicator({ status, outcome }) {
	const colours = { Planned: "blue", Travelling: "cyan", "On Site": "orange", Ended: "green", Cancelled: "gray" };
	return [__(outcome || status, null, "Service Visit"), colours[status]];
}

async function is_own(frm) {
	const { message } = await frappe.db.get_value("Service Engineer", frm.doc.engineer, "user");
	return message?.user === frappe.session.user;
}

function check_in(frm) {
	if (!navigator.geolocation) {
		frappe.throw(__("This device cannot tell its position. Use a phone with its location switched on."));
	}
	// Sent again with the same key, it is the same check-in.
	const client_key = frappe.utils.get_random(20);
	navigator.geolocation.getCurrentPosition(
		async ({ coords }) => {
			const { message } = await frappe.call({
				method: "fsm_app.api.service_visit.check_in",
				args: {
					ticket: frm.doc.ticket,
					latitude: coords.latitude,
					longitude: coords.longitude,
					accuracy: coords.accuracy,
					client_key,
				},
				freeze: true,
			});
			const { problem, distance_metres, far_from_customer } = message;
			const metres = distance_metres === null ? null : Math.round(distance_metres);
			const text =
				problem ||
				(metres === null ? __("Checked in.") : __("Checked in, {0} m from the customer.", [metres]));
			frappe.show_alert({ message: text, indicator: problem || far_from_customer ? "orange" : "green" });
			frm.reload_doc();
		},
		({ message }) =>
			frappe.msgprint(
				__("The position could not be found: {0}. Allow it in the browser, and try again.", [
					frappe.utils.escape_html(message),
				])
			),
		{ enableHighAccuracy: true, timeout: 20000 }
	);
}
