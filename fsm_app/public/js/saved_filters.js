// Frappe 15 shows the names of saved filters as they are stored; those that the app ships have translations.
(() => {
	const settings = frappe.listview_settings["Service Ticket"];
	const { onload } = settings;
	settings.onload = function (view) {
		const filters = view.list_sidebar && view.list_sidebar.list_filter;
		if (filters && filters.filter_template) {
			const show = filters.filter_template.bind(filters);
			filters.filter_template = (filter) =>
				show({ ...filter, filter_name: frappe.utils.escape_html(__(filter.filter_name)) });
			filters.refresh();
		}
		return onload && onload.call(this, view);
	};
})();
