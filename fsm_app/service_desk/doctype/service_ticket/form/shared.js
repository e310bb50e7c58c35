// What the scripts of a ticket's form share: how its parts look on wide and narrow screens, and moments without seconds.

frappe.provide("fsm_app.ticket");

(() => {
	frappe.dom.set_style(
		`
		.fsm-head { padding: 12px 15px; border-bottom: 1px solid var(--border-color); overflow-wrap: anywhere; }
		.fsm-head.fsm-waiting > * { visibility: hidden; }
		.fsm-actions, .fsm-way-buttons, .fsm-facts { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; }
		.fsm-way-buttons { margin-top: 6px; }
		.fsm-facts { column-gap: 16px; row-gap: 2px; }
		.fsm-headline > * + * { margin-top: 8px; }
		.fsm-clocks { display: flex; flex-wrap: wrap; gap: 6px; }
		.fsm-clocks .indicator-pill { white-space: normal; height: auto; }
		.fsm-panel-title { font-size: var(--text-lg); font-weight: 600; color: var(--text-color); margin-bottom: 8px; }
		.fsm-step { border-bottom: 1px solid var(--border-color); padding: 4px 0; }
		.fsm-step label { display: flex; align-items: center; min-height: 44px; margin: 0; cursor: pointer; }
		.fsm-step label > input[type="checkbox"] { flex: none; width: 24px !important; height: 24px !important;
			margin: 0 12px 0 0 !important; }
		.fsm-step .fsm-remark { margin: 0 0 6px 36px; width: calc(100% - 36px); max-width: 420px; }
		.fsm-picture img { height: 80px; max-width: 120px; object-fit: cover; }
		@media (max-width: 767px) {
			.fsm-actions .btn, .fsm-way-buttons .btn, .fsm-parts .btn { min-height: 44px; font-size: var(--text-md); }
			.fsm-actions .dropdown-item { padding-top: 12px; padding-bottom: 12px; }
			.fsm-actions > .btn-primary { flex: 1 0 100%; }
			.fsm-actions > .btn-default, .fsm-actions > .btn-group, .fsm-way-buttons .btn { flex: 1 0 auto; }
			.fsm-actions > .btn-group > .btn { width: 100%; }
			.fsm-way-buttons .btn { display: inline-flex; align-items: center; justify-content: center; }
			.fsm-step .fsm-remark { max-width: none; min-height: 40px; }
		}`,
		"fsm-ticket-style"
	);

	// A moment as the user writes it, to the minute.
	fsm_app.ticket.minutes = (value) =>
		value ? frappe.datetime.str_to_user(value).replace(/(\d{1,2}:\d{2}):\d{2}/, "$1") : "";

	// What the server says against a request that was not sent by frappe.call.
	fsm_app.ticket.show_refusal = ({ _server_messages }, title, otherwise) => {
		const messages = JSON.parse(_server_messages || "[]").map((text) => JSON.parse(text).message);
		frappe.msgprint({ message: messages.join("<br>") || otherwise, indicator: "red", title });
	};
})();
