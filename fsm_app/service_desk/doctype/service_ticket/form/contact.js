// On a ticket's form: the caller's data for the engineer who has the ticket in hand. Each look is logged.

// In a scope of its own: the scripts of a form share one.
(() => {
	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (frm.is_new() || !frm.doc.__onload || !frm.doc.__onload.may_ask_contact) {
				return;
			}
			frm.add_custom_button(__("Show Contact"), () => show(frm), __("Customer"));
		},
	});

	async function show(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.ticket_contact.contact_of",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		const dialog = new frappe.ui.Dialog({ title: __("Contact"), size: "small" });
		const body = $(dialog.body).addClass("p-3");
		line(body, __("Reported By"), message.name);
		line(body, __("Phone"), message.phone, `tel:${message.phone}`);
		line(body, __("E-mail"), message.email, `mailto:${message.email}`);
		line(body, __("Address"), message.address);
		if (!body.children().length) {
			body.text(__("The ticket names nobody."));
		}
		dialog.show();
	}

	function line(body, label, value, link) {
		if (!value) {
			return;
		}
		const shown = link ? $("<a></a>").attr("href", link) : $("<span></span>");
		$(`<div class="mb-2"></div>`)
			.append($(`<div class="text-muted small"></div>`).text(label), shown.text(value))
			.appendTo(body);
	}
})();
