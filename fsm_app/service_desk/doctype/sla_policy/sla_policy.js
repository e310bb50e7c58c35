frappe.ui.form.on("SLA Policy", {
	refresh(frm) {
		show_durations(frm.fields_dict.targets.grid, "target");
		show_durations(frm.fields_dict.ladder.grid, "delay");
	},
});

// Working time in hours and minutes, never in days, whose length would be anybody's guess; nothing instead of "0s".
function show_durations(grid, field) {
	grid.update_docfield_property(field, "formatter", duration);
	grid.refresh();
}

function duration(seconds) {
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.round((seconds % 3600) / 60);
	if (hours && minutes) {
		return __("{0} h {1} min", [hours, minutes]);
	}
	return hours ? __("{0} h", [hours]) : minutes ? __("{0} min", [minutes]) : "";
}
