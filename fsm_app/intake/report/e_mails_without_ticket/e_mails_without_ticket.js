// E-mails that opened no ticket: each can be read, and become a ticket, with a click.

frappe.query_reports["E-mails without Ticket"] = {
	filters: [
		{
			fieldname: "from_date",
			label: __("From Date"),
			fieldtype: "Date",
			default: frappe.datetime.add_days(frappe.datetime.get_today(), -30),
		},
	],
	formatter(value, row, column, data, default_formatter) {
		if (!data || column.fieldname !== "subject") {
			return default_formatter(column.fieldtype === "Data" ? frappe.utils.escape_html(value || "") : value, row, column, data);
		}
		const subject = frappe.utils.escape_html(value || __("No subject"));
		return `<a class="fsm-left-out" href="#" data-mail="${frappe.utils.escape_html(data.name)}">${subject}</a>`;
	},
	onload(report) {
		report.page.main.on("click", ".fsm-left-out", (event) => {
			event.preventDefault();
			read(report, $(event.currentTarget).attr("data-mail"));
		});
	},
};

function read(report, mail) {
	const method = "fsm_app.api.mail.left_out";
	frappe.call({ method, type: "GET", args: { mail } }).then(({ message }) => {
		const dialog = new frappe.ui.Dialog({
			title: __("E-mail without Ticket"),
			fields: [
				{ fieldname: "text", fieldtype: "HTML" },
				{
					fieldname: "customer",
					fieldtype: "Link",
					options: "Customer",
					label: __("Customer"),
					reqd: 1,
					default: message.customer,
				},
			],
			primary_action_label: __("Open Ticket"),
			primary_action({ customer }) {
				frappe
					.call({ method: "fsm_app.api.mail.open_ticket", args: { mail, customer } })
					.then(({ message: opened }) => {
						dialog.hide();
						report.refresh();
						frappe.set_route("Form", "Service Ticket", opened.name);
					});
			},
		});
		dialog.fields_dict.text.$wrapper.append(
			$("<p></p>").text(`${message.sender_name} <${message.sender}>`),
			$("<h5></h5>").text(message.subject),
			$(`<div style="white-space: pre-wrap; max-height: 40vh; overflow: auto"></div>`).text(message.text),
			$(`<p class="text-muted mt-3"></p>`).text(message.why)
		);
		dialog.show();
	});
}
