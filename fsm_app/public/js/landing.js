// Frappe 16 sends whoever logs in to their default workspace under its name in small letters, where its router knows the
// name with hyphens alone: they would arrive at "Not permitted".
for (const workspace of ["field service", "field service people", "spare parts"]) {
	frappe.re_route[workspace] = workspace.replaceAll(" ", "-");
}
