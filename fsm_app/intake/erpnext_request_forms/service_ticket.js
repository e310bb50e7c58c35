// On ERPNext's Issue and Warranty Claim: the service ticket that was opened out of it, or a button that opens one.
// issue.js and warranty_claim.js, which are loaded after this file, say for which form.

async function show_service_ticket(frm) {
	if (frm.is_new() || !frappe.model.can_read("Service Ticket")) {
		return;
	}
	const { doctype } = frm;
	const { name } = frm.doc;
	const { message } = await frappe.call({
		type: "GET",
		method: "fsm_app.api.erpnext_requests.ticket_of",
		args: { doctype, name },
	});
	// Meanwhile the user may have gone on to another document, or the form have been refreshed again.
	const label = message.ticket ? __("Service Ticket {0}", [message.ticket]) : __("Service Ticket");
	if (frm.doc.name !== name || frm.custom_buttons[label]) {
		return;
	}
	if (message.ticket) {
		frm.add_custom_button(label, () => frappe.set_route("Form", "Service Ticket", message.ticket));
	} else if (message.may_open) {
		frm.add_custom_button(label, () => open_service_ticket(frm, message.offering), __("Create"));
	}
}

async function open_service_ticket(frm, default_offering) {
	if (frm.is_dirty()) {
		frappe.throw(__("Save the changes first: the ticket takes over what is stored."));
	}
	const offering = default_offering || (await ask_for_offering());
	const { message } = await frappe.call({
		method: "fsm_app.api.erpnext_requests.open_ticket",
		args: { doctype: frm.doctype, name: frm.doc.name, offering },
		freeze: true,
	});
	frappe.set_route("Form", "Service Ticket", message.name);
}

function ask_for_offering() {
	return new Promise((resolve) =>
		frappe.prompt(
			{
				fieldname: "offering",
				fieldtype: "Link",
				options: "Service Offering",
				label: __("Offering"),
				reqd: 1,
			},
			({ offering }) => resolve(offering),
			__("Open a Service Ticket"),
			__("Open Ticket")
		)
	);
}
