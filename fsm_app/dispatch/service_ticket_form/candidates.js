// Who could take the ticket, for those who dispatch; and for engineers, why it went to somebody else.

(() => {
	const COORDINATORS = ["Service Manager", "Service Dispatcher", "System Manager"];
	const ENDED = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"];

	frappe.ui.form.on("Service Ticket", {
		refresh(frm) {
			if (frm.is_new()) {
				return;
			}
			const group = __("Ticket");
			if (COORDINATORS.some((role) => frappe.user.has_role(role))) {
				if (!ENDED.includes(frm.doc.stage)) {
					frm.add_custom_button(__("Candidates…"), () => show_candidates(frm), group);
				}
			} else if (frappe.user.has_role("Service Engineer") && frm.doc.engineer) {
				frm.add_custom_button(__("Why Not Me?"), () => why_not_me(frm), group);
			}
		},
	});

	// In the head of the form, beside who has the ticket.
	fsm_app.ticket.candidates_link = (frm) => {
		if (!COORDINATORS.some((role) => frappe.user.has_role(role)) || ENDED.includes(frm.doc.stage)) {
			return null;
		}
		return $(`<a href="#" class="ml-2 fsm-candidates-link"></a>`)
			.text(__("Candidates…"))
			.on("click", (event) => {
				event.preventDefault();
				show_candidates(frm);
			});
	};

	async function show_candidates(frm) {
		if (frm.is_dirty()) {
			frappe.show_alert({ message: __("Save the ticket first."), indicator: "orange" });
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.dispatch_candidates.preview",
			type: "GET",
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		const dialog = new frappe.ui.Dialog({
			title: __("Who Could Take It"),
			size: "large",
			fields: [{ fieldname: "shown", fieldtype: "HTML" }],
		});
		const may_choose = frm.get_perm(3, "write");
		const body = dialog.get_field("shown").$wrapper.empty();
		const asked = message.start
			? __("Asked for the appointment from {0} to {1}.", [
					frappe.datetime.str_to_user(message.start),
					frappe.datetime.str_to_user(message.end),
			  ])
			: __("No appointment is known yet; asked for now.");
		body.append($(`<p class="text-muted"></p>`).text(message.profile ? `${asked} ${__(message.profile)}.` : asked));
		if (!message.candidates.length) {
			body.append($("<p></p>").text(__("Nobody can take the ticket.")));
		}
		body.append(
			fsm_app.candidates.list(message.candidates, {
				choose: may_choose ? (row) => choose(frm, dialog, row) : null,
			})
		);
		if (message.more) {
			body.append($(`<p class="text-muted mt-2"></p>`).text(__("and {0} more", [message.more])));
		}
		body.append(fsm_app.candidates.left_out(message.left_out));
		dialog.show();
	}

	async function choose(frm, dialog, row) {
		dialog.hide();
		await frm.set_value("engineer", row.engineer);
		frappe.show_alert({
			message: frappe.utils.escape_html(__("{0} is entered. Save, then dispatch.", [row.name])),
			indicator: "blue",
		});
	}

	async function why_not_me(frm) {
		const { message } = await frappe.call({
			method: "fsm_app.api.dispatch_decision.why_not_me",
			type: "GET",
			args: { ticket: frm.doc.name },
		});
		const dialog = new frappe.ui.Dialog({
			title: __("Why Not Me?"),
			fields: [{ fieldname: "shown", fieldtype: "HTML" }],
		});
		const body = dialog.get_field("shown").$wrapper.empty();
		body.append($("<p></p>").text(message.sentence));
		if (message.score !== null) {
			body.append($("<p></p>").text(__("Your score: {0} of 100.", [Number(message.score).toFixed(1)])));
		}
		body.append(fsm_app.candidates.marks(message.marks));
		dialog.show();
	}
})();
