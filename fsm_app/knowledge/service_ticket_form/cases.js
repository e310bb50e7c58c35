// On a ticket's form: a case from its report, whether a case helped, and what its fault code means.

// In a scope of its own: the scripts of a form share one.
(() => {
	const API = "fsm_app.api.knowledge";

	frappe.ui.form.on("Service Ticket", {
		setup(frm) {
			frm.set_query("fault_case", () => ({ filters: { stage: "Published" } }));
		},

		async refresh(frm) {
			if (frm.is_new() || !frappe.model.can_read("Knowledge Case")) {
				return;
			}
			const group = __("Knowledge");
			const { name } = frm.doc;
			const { message } = await frappe.call({ method: `${API}.of_ticket`, type: "GET", args: { ticket: name } });
			if (!message || frm.doc.name !== name) {
				return;
			}
			show_meaning(frm, message.meaning);
			if (message.may_write && frappe.model.can_create("Knowledge Case")) {
				frm.add_custom_button(__("Write Case"), () => write(frm), group);
			}
			if (message.may_judge) {
				frm.add_custom_button(__("Say Which Case Helped"), () => say_result(frm, message), group);
			}
			message.offering.forEach((row) =>
				frm.add_custom_button(
					frappe.utils.escape_html(row.title),
					() => frappe.set_route("Form", "Knowledge Case", row.name),
					group
				)
			);
		},
	});

	async function write(frm) {
		if (frm.is_dirty()) {
			await frm.save();
		}
		const { message } = await frappe.call({
			method: `${API}.write_case`,
			args: { ticket: frm.doc.name },
			freeze: true,
		});
		await frappe.set_route("Form", "Knowledge Case", message.name);
		if (message.said) {
			frappe.msgprint({ message: frappe.utils.escape_html(message.said), title: __("Case"), indicator: "blue" });
		}
	}

	function show_meaning(frm, meaning) {
		const said = meaning
			? [meaning.title, meaning.meaning, meaning.cause, meaning.action].filter(Boolean).join(" · ")
			: "";
		const text = meaning
			? `<a href="/app/knowledge-case/${encodeURIComponent(meaning.case)}">${frappe.utils.escape_html(said)}</a>`
			: __("Found by the fault code and the equipment; correct it if another one is meant.");
		frm.set_df_property("fault_case", "description", text);
	}

	function say_result(frm, { used, offering }) {
		const known = used[0] || offering[0];
		frappe.prompt(
			[
				{
					fieldname: "case",
					fieldtype: "Link",
					options: "Knowledge Case",
					label: __("Case"),
					default: known && known.name,
					description: known && frappe.utils.escape_html(known.title),
					get_query: () => ({ filters: { stage: "Published" } }),
					reqd: 1,
				},
				{
					fieldname: "result",
					fieldtype: "Select",
					label: __("Result", null, "Knowledge Use"),
					options: ["Solved It", "Did Not Help", "Used"].map((value) => ({ value, label: __(value) })),
					default: "Solved It",
					reqd: 1,
				},
			],
			async (values) => {
				await frappe.call({
					method: `${API}.note_result`,
					args: { ...values, ticket: frm.doc.name },
					freeze: true,
				});
				frappe.show_alert({ message: __("Noted"), indicator: "green" });
			},
			__("Say Which Case Helped"),
			__("Save")
		);
	}
})();
