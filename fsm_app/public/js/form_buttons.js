// What can be done with a document, as a row of buttons above its form: there on a phone, too, where the buttons of the
// form's head are in a menu. The first is the primary one unless `primary` is false.
frappe.provide("fsm_app");

fsm_app.form_buttons = (frm, actions, primary = true) => {
	if (!frm.fsm_buttons) {
		frm.fsm_buttons = $(`<div class="mb-3" style="display: flex; flex-wrap: wrap; gap: 8px"></div>`).prependTo(
			frm.layout.wrapper
		);
	}
	const buttons = actions.filter(Boolean).map(([label, act], number) =>
		$(`<button type="button" class="btn btn-sm"></button>`)
			.addClass(primary && !number ? "btn-primary" : "btn-default")
			.text(label)
			.on("click", act)
	);
	frm.fsm_buttons.empty().append(buttons).toggle(buttons.length > 0);
};
