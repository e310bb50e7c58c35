// Below the customer of a ticket: when they like to be visited, in which language, by whom, and how one gets in.

(() => {
	frappe.ui.form.on("Service Ticket", {
		async refresh(frm) {
			const ticket = frm.doc.name;
			const place = frm.get_field("customer").$wrapper;
			place.find(".fsm-customer-notes").remove();
			if (frm.is_new()) {
				return;
			}
			const { message } = await frappe.call({
				method: "fsm_app.api.dispatch_candidates.customer_notes",
				type: "GET",
				args: { ticket },
			});
			place.find(".fsm-customer-notes").remove();
			if (frm.doc.name !== ticket || !message) {
				return;
			}
			const lines = [
				message.preferred_times.length && __("Preferred: {0}", [message.preferred_times.join("; ")]),
				message.language && __("Language: {0}", [message.language]),
				message.engineer && __("Dedicated engineer: {0}", [message.engineer]),
				message.access_notes && __("Access: {0}", [message.access_notes]),
			].filter(Boolean);
			if (lines.length) {
				$(`<div class="fsm-customer-notes text-muted small mb-3"></div>`)
					.append(lines.map((line) => $("<div></div>").text(line)))
					.appendTo(place);
			}
		},
	});
})();
