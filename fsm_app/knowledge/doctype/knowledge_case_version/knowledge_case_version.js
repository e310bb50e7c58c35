// A version's form: what changed from the one before, marked as in a text that was corrected.

frappe.ui.form.on("Knowledge Case Version", {
	async refresh(frm) {
		frm.disable_save();
		const { message } = await frappe.call({
			method: "fsm_app.api.knowledge.difference",
			type: "GET",
			args: { version: frm.doc.name },
		});
		const tags = { same: "span", came: "ins", went: "del" };
		const colours = { same: "", came: "background: var(--bg-green)", went: "background: var(--bg-red)" };
		const escape = frappe.utils.escape_html;
		const shown = (message || []).map(({ label, lines }) => {
			const rows = lines.map((pieces) =>
				pieces
					.map(({ mark, text }) => `<${tags[mark]} style="${colours[mark]}">${escape(text)}</${tags[mark]}>`)
					.join("")
			);
			return `<div class="mb-4"><div class="text-muted small mb-1">${escape(label)}</div>
				<div style="white-space: pre-wrap; overflow-wrap: anywhere">${rows.join("\n")}</div></div>`;
		});
		frm.set_df_property("difference", "options", shown.join("") || `<p>${__("Nothing changed in the text.")}</p>`);
	},
});
