// The link of an open survey, to copy into a chat or a short message; several forms load this file.
frappe.provide("fsm_app.survey");

fsm_app.survey.show_link = async (method, args) => {
	const { message } = await frappe.call({ method: `fsm_app.api.survey.${method}`, args, freeze: true });
	const dialog = new frappe.ui.Dialog({
		title: __("Survey Link"),
		fields: [
			{
				fieldname: "link",
				fieldtype: "Small Text",
				label: __("Link"),
				read_only: 1,
				default: message.link,
				description: __("For the customer alone: it can be used once."),
			},
		],
		primary_action_label: __("Copy"),
		primary_action() {
			frappe.utils.copy_to_clipboard(message.link);
			dialog.hide();
		},
	});
	dialog.show();
};
