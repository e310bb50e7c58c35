// A session is held by saying who was there.

(() => {
	frappe.ui.form.on("Training Session", {
		refresh(frm) {
			const has_begun = frm.doc.start && frm.doc.start <= frappe.datetime.now_datetime();
			if (!frm.is_new() && frm.doc.state === "Planned" && has_begun && frm.perm[0].write) {
				frm.add_custom_button(__("Mark Held"), () => ask_who_was_there(frm));
			}
		},
	});

	async function ask_who_was_there(frm) {
		const names = await Promise.all(
			frm.doc.attendees.map(({ engineer }) => frappe.utils.fetch_link_title("Service Engineer", engineer))
		);
		frappe.prompt(
			{
				fieldname: "present",
				fieldtype: "MultiCheck",
				label: __("Who was there?"),
				select_all: true,
				options: frm.doc.attendees.map(({ engineer, present }, number) => ({
					label: names[number] || engineer,
					value: engineer,
					checked: present,
				})),
			},
			async ({ present }) => {
				for (const row of frm.doc.attendees) {
					await frappe.model.set_value(row.doctype, row.name, "present", present.includes(row.engineer) ? 1 : 0);
				}
				await frm.set_value("state", "Held");
				frm.save();
			},
			__("Mark Held"),
			__("Mark Held")
		);
	}
})();
