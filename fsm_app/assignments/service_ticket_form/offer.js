// Who is asked to take the ticket, until when, and what the user can answer: a line above the form, there on a phone, too.
(() => {
	const ASKED_IN = ["Triaged", "Reopened", "Dispatched"];

	frappe.ui.form.on("Service Ticket", {
		async refresh(frm) {
			if (frm.fsm_offer) {
				frm.fsm_offer.remove();
				frm.fsm_offer = null;
			}
			if (frm.is_new() || !ASKED_IN.includes(frm.doc.stage)) {
				return;
			}
			const { name, modified } = frm.doc;
			const { message } = await frappe.call({
				method: "fsm_app.api.ticket_offer.of_ticket",
				type: "GET",
				args: { ticket: name },
			});
			if (message && frm.doc.name === name && frm.doc.modified === modified) {
				show(frm, message);
			}
		},
	});

	function show(frm, offer) {
		const [text, buttons] = content(frm, offer);
		frm.fsm_offer = $(
			`<div class="fsm-offer mb-3 p-2" style="display: flex; flex-wrap: wrap; gap: 8px; align-items: center;
				border: 1px solid var(--border-color); border-radius: 8px"></div>`
		)
			.append(
				$(`<span style="flex: 1 1 220px; overflow-wrap: anywhere"></span>`).text(text),
				buttons.map(([label, act, primary]) =>
					$(`<button type="button" class="btn btn-sm"></button>`)
						.addClass(primary ? "btn-primary" : "btn-default")
						.text(label)
						.on("click", act)
				)
			)
			.prependTo(frm.layout.wrapper);
	}

	function content(frm, offer) {
		const until = offer.expires_at && frappe.datetime.str_to_user(offer.expires_at);
		if (offer.state === "Queued") {
			return [__("Somebody is being looked for; it takes a minute."), []];
		}
		if (offer.state === "Proposed") {
			return [
				__("{0} is proposed.", [offer.engineer_name]),
				[
					[__("Confirm"), () => answer(frm, offer, "confirm"), true],
					[__("Somebody Else…"), () => ask(frm, offer, "propose_another", __("Propose Somebody Else"))],
				],
			];
		}
		if (offer.mine) {
			return [
				until ? __("Offered to you. Accept it until {0}.", [until]) : __("Offered to you."),
				// To accept is the primary button of the form's head.
				[[__("Decline…"), () => ask(frm, offer, "decline", __("Decline", null, "Ticket Offer"))]],
			];
		}
		return [
			until
				? __("Offered to {0}, who can accept it until {1}.", [offer.engineer_name, until])
				: __("Offered to {0}.", [offer.engineer_name]),
			[],
		];
	}

	function ask(frm, offer, method, title) {
		frappe.prompt(
			{ fieldname: "reason", fieldtype: "Small Text", label: __("Reason"), reqd: 1 },
			({ reason }) => answer(frm, offer, method, { reason }),
			title,
			title
		);
	}

	async function answer(frm, offer, method, args = {}) {
		if (frm.is_dirty()) {
			frappe.show_alert({ message: __("Save the ticket first."), indicator: "orange" });
			return;
		}
		try {
			await frappe.call({
				method: `fsm_app.api.ticket_offer.${method}`,
				args: { offer: offer.name, ...args },
				freeze: true,
			});
		} finally {
			// Refused or not: what is shown may be what was before somebody else was first.
			frm.reload_doc();
		}
	}
})();
