// The device of a ticket, for those who have no role of ERPNext that reads it: the choices are the customer's own.
// In a scope of its own: Frappe runs all scripts of a form as one.

(() => {
	const FIELDS = { serial_no: "Serial No", asset: "Asset", project: "Project", item_code: "Item" };
	const API = "fsm_app.api.ticket_links";

	frappe.ui.form.on("Service Ticket", {
		setup(frm) {
			closed_fields().forEach((field) =>
				frm.set_query(field, ({ customer }) => ({ query: `${API}.choices`, filters: { customer } }))
			);
		},

		refresh(frm) {
			// Frappe asks whether a link exists by a function that wants the role.
			closed_fields().forEach((field) => {
				const control = frm.fields_dict[field];
				control.validate_link_and_fetch = (value) => exists(frm, FIELDS[field], value);
			});
		},
	});

	function closed_fields() {
		return Object.keys(FIELDS).filter((field) => !frappe.model.can_select(FIELDS[field]) && !frappe.model.can_read(FIELDS[field]));
	}

	async function exists({ doc }, doctype, name) {
		if (!name || !doc.customer) {
			return "";
		}
		const { message } = await frappe.call({
			method: `${API}.validate`,
			type: "GET",
			args: { doctype, name, customer: doc.customer },
		});
		return message.name || "";
	}
})();
