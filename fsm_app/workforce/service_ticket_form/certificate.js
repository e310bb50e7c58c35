// Tells dispatchers on a ticket's form which certificates its engineer lacks for it.

(() => {
	const CONCERNED = ["System Manager", "Service Manager", "Service Dispatcher", "Service Auditor"];
	const WITH_ENGINEER = [
		...["Dispatched", "Accepted", "Preparing", "Travelling", "On Site", "Working"],
		...["Waiting for Customer", "Waiting for Parts"],
	];

	frappe.ui.form.on("Service Ticket", {
		async refresh(frm) {
			const { name, engineer, stage } = frm.doc;
			const concerns = frappe.user_roles.some((role) => CONCERNED.includes(role));
			if (frm.is_new() || !engineer || !WITH_ENGINEER.includes(stage) || !concerns) {
				return;
			}
			const { message } = await frappe.call({
				method: "fsm_app.api.certificates.missing_of_ticket",
				type: "GET",
				args: { ticket: name },
			});
			if (message?.length && frm.doc.name === name && frm.doc.engineer === engineer) {
				const missing = message.map((one) => frappe.utils.escape_html(__(one))).join(", ");
				frm.set_intro(__("The engineer does not hold today: {0}", [missing]), "orange");
			}
		},
	});
})();
