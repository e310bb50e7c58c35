// A round's form: nominate and vote while it lasts, then decide.

(() => {
	const call = (frm, method, args) =>
		frappe
			.call({ method: `fsm_app.api.rewards.${method}`, args: { name: frm.doc.name, ...args } })
			.then(() => frm.reload_doc());

	function nominate(frm) {
		frappe.prompt(
			[
				{
					fieldname: "engineer",
					label: __("Engineer"),
					fieldtype: "Link",
					options: "Service Engineer",
					reqd: 1,
					get_query: () => ({ filters: { company: frm.doc.company, status: ["!=", "Left"] } }),
				},
				{ fieldname: "reason", label: __("Reason"), fieldtype: "Small Text", reqd: 1 },
			],
			(values) => call(frm, "nominate", values),
			__("Nominate"),
			__("Nominate")
		);
	}

	const name_of = (row) => (row.reason ? `${row.engineer_name}: ${row.reason}` : row.engineer_name);

	function vote(frm, candidates) {
		frappe.prompt(
			{
				fieldname: "engineer",
				label: __("Candidate"),
				fieldtype: "Select",
				options: candidates.map((row) => ({ value: row.engineer, label: name_of(row) })),
				reqd: 1,
				description: __("Your vote is secret and cannot be changed."),
			},
			(values) => call(frm, "vote", values),
			__("Vote"),
			__("Vote")
		);
	}

	function decide(frm, candidates) {
		const label = (row) => {
			const parts = [name_of(row)];
			if (row.votes) parts.push(__("{0} votes", [row.votes]));
			if (row.sample) parts.push(`${format_number(row.figure, null, 2)} (${row.sample})`);
			return parts.join(" · ");
		};
		const dialog = new frappe.ui.Dialog({
			title: __("Decide"),
			fields: [
				{
					fieldname: "engineers",
					label: __("Who Gets It"),
					fieldtype: "MultiCheck",
					columns: 1,
					options: candidates.map((row) => ({ value: row.engineer, label: label(row) })),
				},
				{
					fieldname: "note",
					label: __("Reason"),
					fieldtype: "Small Text",
					description: __("Required where nobody gets it."),
				},
			],
			primary_action_label: __("Decide"),
			primary_action({ engineers, note }) {
				dialog.hide();
				call(frm, "decide_round", { engineers: engineers || [], note });
			},
		});
		dialog.show();
	}

	frappe.ui.form.on("Award Round", {
		async refresh(frm) {
			const { message: mine } = await frappe.call({
				method: "fsm_app.api.rewards.round_for_me",
				type: "GET",
				args: { name: frm.doc.name },
			});
			if (mine.may_vote) {
				frm.add_custom_button(__("Nominate"), () => nominate(frm));
				if (mine.has_voted) frm.set_intro(__("You have voted. Thank you."), "green");
				else if (mine.candidates.length) {
					frm.page.set_primary_action(__("Vote"), () => vote(frm, mine.candidates));
				} else frm.set_intro(__("Nobody is nominated yet. Put somebody up."), "blue");
			}
			if (mine.may_decide) frm.page.set_primary_action(__("Decide"), () => decide(frm, mine.candidates));
		},
	});
})();
