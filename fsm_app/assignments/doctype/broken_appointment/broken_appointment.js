frappe.ui.form.on("Broken Appointment", {
	async refresh(frm) {
		fsm_app.form_buttons(frm, []);
		if (frm.doc.state !== "Open") {
			return;
		}
		const { message } = await frappe.call({
			method: "fsm_app.api.broken_appointment.candidates",
			type: "GET",
			args: { name: frm.doc.name },
		});
		const best = message.candidates.find((row) => !row.without_user);
		fsm_app.form_buttons(frm, [
			best && [__("Give to {0}", [best.name]), () => act(frm, "give", { engineer: best.engineer })],
			message.candidates.length > 1 && [__("Somebody Else…"), () => choose(frm, message)],
			[__("Keep It"), () => act(frm, "keep")],
		]);
		if (!best) {
			const reasons = message.left_out.map(({ reason, engineers }) => `${engineers.join(", ")}: ${reason}`);
			frm.set_intro(
				frappe.utils.escape_html([__("Nobody else can keep this appointment."), ...reasons].join(" ")),
				"orange"
			);
		}
	},
});

function choose(frm, message) {
	const dialog = new frappe.ui.Dialog({
		title: __("Who Could Take It"),
		size: "large",
		fields: [{ fieldname: "shown", fieldtype: "HTML" }],
	});
	dialog
		.get_field("shown")
		.$wrapper.empty()
		.append(
			fsm_app.candidates.list(message.candidates, {
				choose: (row) => {
					dialog.hide();
					act(frm, "give", { engineer: row.engineer });
				},
			}),
			fsm_app.candidates.left_out(message.left_out)
		);
	dialog.show();
}

async function act(frm, method, args = {}) {
	await frappe.call({
		method: `fsm_app.api.broken_appointment.${method}`,
		args: { name: frm.doc.name, ...args },
		freeze: true,
	});
	frm.reload_doc();
}
