// A rule's form: what it would find in a closed month before it counts, and HR's salary components to choose from.

(() => {
	async function offer_components(frm) {
		for (const [field, kind] of [["salary_component", "Earning"], ["deduction_component", "Deduction"]]) {
			const { message } = await frappe.call({
				method: "fsm_app.api.rewards.salary_components",
				type: "GET",
				args: { kind },
			});
			frm.fields_dict[field].set_data(message || []);
		}
	}

	function show(found) {
		const escape = frappe.utils.escape_html;
		const rows = found.rows.map(
			(row) => `<tr><td>${escape(row.engineer_name || row.engineer)}</td>
				<td>${__(row.outcome, null, "Reward Run Row")}</td>
				<td class="text-right">${row.score === null ? "–" : format_number(row.score, null, 1)}</td>
				<td>${escape(row.why)}</td></tr>`
		);
		const table = rows.length
			? `<table class="table table-bordered table-sm"><thead><tr><th>${__("Engineer")}</th><th>${__("Outcome", null, "Reward Run Row")}</th>
				<th class="text-right">${__("Score", null, "Reward Run Row")}</th><th>${__("Why", null, "Reward Run Row")}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`
			: `<p>${__("The rule finds nobody.")}</p>`;
		const dialog = new frappe.ui.Dialog({ title: __("What the Rule Finds"), size: "large" });
		dialog.$body.html(`<div class="p-3"><p style="white-space: pre-line">${escape(found.summary)}</p>
			<div style="overflow-x: auto">${table}</div></div>`);
		dialog.show();
	}

	function ask_for_cycle(title, action, then) {
		const dialog = frappe.prompt(
			{
				fieldname: "cycle",
				label: __("Cycle"),
				fieldtype: "Link",
				options: "Performance Cycle",
				reqd: 1,
				get_query: () => ({ filters: { status: "Closed" } }),
			},
			({ cycle }) => then(cycle),
			title,
			action
		);
		return dialog;
	}

	frappe.ui.form.on("Reward Rule", {
		refresh(frm) {
			offer_components(frm);
			if (frm.is_new() || !frappe.user.has_role(["Service Manager", "HR Manager", "System Manager"])) return;
			frm.add_custom_button(__("Try on a Month"), () =>
				ask_for_cycle(__("Try on a Month"), __("Show"), async (cycle) => {
					const { message } = await frappe.call({
						method: "fsm_app.api.rewards.preview_rule",
						type: "GET",
						args: { rule: frm.doc.name, cycle },
					});
					show(message);
				})
			);
			frm.add_custom_button(__("Make the List"), () =>
				ask_for_cycle(__("Make the List"), __("Make the List"), async (cycle) => {
					const { message } = await frappe.call({
						method: "fsm_app.api.rewards.run_rule",
						args: { rule: frm.doc.name, cycle },
					});
					frappe.set_route("Form", "Reward Run", message);
				})
			);
		},
	});
})();
