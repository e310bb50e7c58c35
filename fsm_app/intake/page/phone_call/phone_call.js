// A form for a dispatcher with a caller on the line: who is it, what is wrong, one click for the ticket.
// On the left what is asked, on the right what is known of the caller.

frappe.pages["phone-call"].on_page_load = (wrapper) => {
	wrapper.phone_call = new PhoneCall(wrapper);
};

frappe.pages["phone-call"].on_page_show = (wrapper) => {
	wrapper.phone_call.focus();
};

const API = "fsm_app.api.phone";
// Who types a number pauses for less than this between two digits, in milliseconds.
const PAUSE = 400;
const SHORTEST_NUMBER = 5;
const LEVELS = ["", "High", "Medium", "Low"];

class PhoneCall {
	constructor(wrapper) {
		this.page = frappe.ui.make_app_page({
			parent: wrapper,
			title: __("Phone Call"),
			single_column: true,
		});
		const row = $(`<div class="row p-3"><div class="col-md-7"></div><div class="col-md-5"></div></div>`);
		row.appendTo(this.page.main);
		[this.left, this.right] = row.children().toArray().map($);
		this.fields = new frappe.ui.FieldGroup({ fields: this.asked(), body: this.left });
		this.fields.make();
		this.fields.get_field("number").$input.on(
			"input",
			frappe.utils.debounce(() => this.look_up(), PAUSE)
		);
		this.page.set_primary_action(__("Open Ticket"), () => this.open_ticket());
		this.page.set_secondary_action(__("Clear", null, "Service Ticket"), () => this.clear());
		this.clear();
	}

	asked() {
		const levels = LEVELS.map((value) => ({ value, label: value && __(value) }));
		return [
			{ fieldname: "number", fieldtype: "Data", label: __("Phone Number") },
			{ fieldname: "matches", fieldtype: "HTML" },
			{ fieldtype: "Section Break" },
			{
				fieldname: "customer",
				fieldtype: "Autocomplete",
				label: __("Customer"),
				reqd: 1,
				ignore_validation: true,
				get_query: () => `${API}.find_customers`,
				change: () => this.customer_chosen(),
			},
			{ fieldname: "reported_by", fieldtype: "Data", label: __("Reported By") },
			{ fieldtype: "Column Break" },
			{
				fieldname: "serial_no",
				fieldtype: "Autocomplete",
				label: __("Serial No"),
				ignore_validation: true,
			},
			{
				fieldname: "offering",
				fieldtype: "Link",
				options: "Service Offering",
				label: __("Offering"),
				reqd: 1,
				get_query: () => ({ filters: { disabled: 0 } }),
			},
			{ fieldtype: "Section Break" },
			{ fieldname: "subject", fieldtype: "Data", label: __("Subject"), reqd: 1, length: 140 },
			{ fieldname: "description", fieldtype: "Small Text", label: __("Description"), max_height: "6rem" },
			{ fieldtype: "Column Break" },
			{ fieldname: "urgency", fieldtype: "Select", label: __("Urgency"), options: levels },
			{ fieldname: "impact", fieldtype: "Select", label: __("Impact"), options: levels },
		];
	}

	focus() {
		this.fields.get_field("number").set_focus();
	}

	clear() {
		this.fields.clear();
		this.match = null;
		this.looked_up = "";
		this.shown_customer = "";
		// One key for one call: a second click opens no second ticket.
		this.client_key = `phone-${frappe.utils.get_random(20)}`;
		this.fields.get_field("matches").$wrapper.empty();
		this.show_known({ equipment: [], tickets: [] });
		this.focus();
		this.forgive();
	}

	// Nothing was left out before anything was typed.
	forgive() {
		frappe.after_ajax(() => this.left.find(".has-error").removeClass("has-error"));
	}

	value(field) {
		return (this.fields.get_value(field) || "").trim();
	}

	async look_up() {
		const number = this.fields.get_field("number").$input.val().trim();
		if (number === this.looked_up || number.replace(/\D/g, "").length < SHORTEST_NUMBER) {
			return;
		}
		this.looked_up = number;
		const { message } = await frappe.call({ type: "GET", method: `${API}.find_caller`, args: { number } });
		// Typed on meanwhile: the answer to the longer number is on its way.
		if (this.looked_up !== number) {
			return;
		}
		this.show_matches(message);
		if (message.matches.length === 1) {
			this.choose(message.matches[0]);
		}
	}

	show_matches({ matches }) {
		const box = this.fields.get_field("matches").$wrapper.empty();
		if (!matches.length) {
			box.append($(`<div class="text-muted"></div>`).text(__("Nobody has this number. Choose the customer.")));
			return;
		}
		for (const match of matches) {
			$(`<button class="btn btn-default btn-sm mr-2 mb-2"></button>`)
				.text([match.contact_name, match.customer_name, match.phone].filter(Boolean).join(" · "))
				.on("click", () => this.choose(match))
				.appendTo(box);
		}
	}

	async choose(match) {
		this.match = match;
		await this.fields.set_values({ customer: match.customer, reported_by: match.contact_name });
		this.customer_chosen();
	}

	// Also while a name is being typed, which is no customer yet.
	is_known(customer) {
		return (
			customer === this.match?.customer ||
			this.fields.get_field("customer").get_data().some(({ value }) => value === customer)
		);
	}

	async customer_chosen() {
		const customer = this.value("customer");
		if (customer === this.shown_customer) {
			return;
		}
		this.shown_customer = customer;
		await this.fields.set_value("serial_no", "");
		const known = { equipment: [], tickets: [] };
		if (customer && this.is_known(customer)) {
			const { message } = await frappe.call({
				type: "GET",
				method: `${API}.of_customer`,
				args: { customer },
			});
			Object.assign(known, message);
		}
		if (customer === this.shown_customer) {
			this.show_known(known);
		}
	}

	show_known({ equipment, tickets }) {
		this.right.empty();
		this.fields.get_field("serial_no").set_data(
			equipment.map(({ serial_no, item_name, item_code }) => ({
				value: serial_no,
				label: serial_no,
				description: item_name || item_code,
			}))
		);
		this.list(__("Open Tickets"), tickets, (ticket) =>
			$(`<a></a>`)
				.attr("href", frappe.utils.get_form_link("Service Ticket", ticket.name))
				.text(
					[ticket.name, ticket.subject, __(ticket.stage, null, "Service Ticket"), ticket.priority]
						.filter(Boolean)
						.join(" · ")
				)
		);
		this.list(__("Equipment"), equipment, (device) =>
			$(`<a href="#"></a>`)
				.text([device.serial_no, device.item_name || device.item_code].filter(Boolean).join(" · "))
				.on("click", (event) => {
					event.preventDefault();
					this.fields.set_value("serial_no", device.serial_no);
				})
		);
	}

	list(title, rows, line) {
		$(`<div class="mt-3 mb-1 font-weight-bold" style="font-size: var(--text-lg)"></div>`).text(title).appendTo(this.right);
		if (!rows.length) {
			$(`<div class="text-muted"></div>`).text(__("None")).appendTo(this.right);
		}
		rows.forEach((row) => $(`<div class="mb-1"></div>`).append(line(row)).appendTo(this.right));
	}

	async open_ticket() {
		const values = this.fields.get_values();
		if (!values) {
			return;
		}
		const { number, ...asked } = values;
		delete asked.matches;
		const contact = this.match?.customer === asked.customer ? this.match.contact : null;
		const { message } = await frappe.call({
			method: `${API}.open_ticket`,
			args: { ...asked, contact, contact_phone: number, client_key: this.client_key },
			freeze: true,
		});
		this.clear();
		frappe.set_route("Form", "Service Ticket", message.name);
	}
}
