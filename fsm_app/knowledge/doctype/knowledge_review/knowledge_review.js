// A review's form: the rubric's criteria stand there to be given points.

frappe.ui.form.on("Knowledge Review", {
	setup(frm) {
		frm.set_query("knowledge_case", () => ({ filters: { stage: ["in", ["In Review", "Published"]] } }));
	},

	async onload(frm) {
		if (!frm.is_new() || (frm.doc.scores || []).some((row) => row.criterion)) {
			return;
		}
		const { message } = await frappe.call({ method: "fsm_app.api.knowledge.rubric", type: "GET" });
		frm.doc.rubric = message.name;
		frm.clear_table("scores");
		message.scores.forEach((row) => frm.add_child("scores", row));
		frm.refresh_fields(["rubric", "scores"]);
	},
});
