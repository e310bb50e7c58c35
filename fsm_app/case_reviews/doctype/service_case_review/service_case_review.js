// A case review: what can be done next above the form, and what was agreed on, with who does it until when.

(() => {
	const ACTION = "Service Case Review Action";
	const API = "fsm_app.api.case_reviews.";
	const COLOURS = { Open: "blue", Done: "green", Dropped: "gray" };

	frappe.ui.form.on("Service Case Review", {
		setup(frm) {
			const staff = () => ({ filters: { enabled: 1, user_type: "System User" } });
			frm.set_query("chair", staff);
			frm.set_query("user", "participants", staff);
		},

		refresh(frm) {
			const panel = frm.fields_dict.actions_panel.$wrapper.empty();
			if (frm.is_new()) {
				fsm_app.form_buttons(frm, []);
				return;
			}
			const is_planned = frm.doc.state === "Planned";
			const may_write = frm.perm[0]?.write;
			if (!is_planned) {
				frm.disable_form();
			}
			fsm_app.form_buttons(
				frm,
				[
					may_write && [__("Agree on an Action"), () => frappe.new_doc(ACTION, { meeting: frm.doc.name })],
					may_write && is_planned && [__("Look Up the Agenda Again"), () => call(frm, "refresh_agenda")],
					may_write && is_planned && [__("Close the Meeting"), () => hold(frm)],
				],
				false
			);
			show_actions(frm, panel);
		},
	});

	async function call(frm, method) {
		if (frm.is_dirty()) {
			await frm.save();
		}
		await frappe.call({ method: API + method, args: { meeting: frm.doc.name }, freeze: true });
		frm.reload_doc();
	}

	function hold(frm) {
		frappe.confirm(
			__("The agenda and the minutes stay as they are, and who takes part is told. Close the meeting?"),
			() => call(frm, "hold")
		);
	}

	async function show_actions(frm, panel) {
		const meeting = frm.doc.name;
		const { message } = await frappe.call({ method: `${API}actions_of`, type: "GET", args: { meeting } });
		if (frm.doc.name !== meeting) {
			return;
		}
		if (!message.length) {
			$(`<div class="text-muted mb-3"></div>`).text(__("Nothing was agreed on yet.")).appendTo(panel);
		}
		for (const row of message) {
			const late = row.state === "Open" && row.due_on < frappe.datetime.get_today();
			const line = $(`<div class="mb-2" style="display: flex; flex-wrap: wrap; gap: 4px 12px"></div>`).appendTo(panel);
			$(`<span class="indicator-pill ${late ? "red" : COLOURS[row.state]}"></span>`)
				.text(late ? __("Overdue") : __(row.state, null, ACTION))
				.appendTo(line);
			$(`<a></a>`)
				.attr("href", `/app/service-case-review-action/${encodeURIComponent(row.name)}`)
				.text(row.action)
				.appendTo(line);
			$(`<span class="text-muted"></span>`)
				.text(`${row.responsible}, ${frappe.datetime.str_to_user(row.due_on)}`)
				.appendTo(line);
			if (row.result) {
				$(`<div class="text-muted small" style="flex-basis: 100%"></div>`).text(row.result).appendTo(line);
			}
		}
	}
})();
