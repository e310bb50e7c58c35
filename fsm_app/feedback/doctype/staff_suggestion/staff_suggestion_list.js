// The box: whoever reads it may put something in. There is no form to open for that, which Frappe would note.

frappe.listview_settings["Staff Suggestion"] = {
	add_fields: ["state"],
	hide_name_column: true,

	refresh(list) {
		list.page.set_primary_action(__("Put In a Suggestion"), () => put_in(list), "add");
	},

	get_indicator(doc) {
		const colours = { New: "orange", "In Review": "blue", Accepted: "purple", Done: "green", Declined: "gray" };
		return [__(doc.state, null, "Staff Suggestion"), colours[doc.state], `state,=,${doc.state}`];
	},
};

function put_in(list) {
	const dialog = new frappe.ui.Dialog({
		title: __("Put In a Suggestion"),
		fields: [
			{ fieldname: "title", fieldtype: "Data", label: __("Title"), reqd: 1 },
			{ fieldname: "suggestion", fieldtype: "Small Text", label: __("Suggestion"), reqd: 1 },
			{
				fieldname: "anonymous",
				fieldtype: "Check",
				label: __("Anonymous"),
				default: 1,
				description: __("Then nothing on this site says who wrote it, and nobody can find out here. You read the answer in this list."),
			},
		],
		primary_action_label: __("Put In"),
		async primary_action(values) {
			await frappe.call({ method: "fsm_app.api.suggestions.put_in_box", args: values, freeze: true });
			dialog.hide();
			frappe.show_alert({ message: __("It is in the box."), indicator: "green" });
			list.refresh();
		},
	});
	dialog.show();
}
