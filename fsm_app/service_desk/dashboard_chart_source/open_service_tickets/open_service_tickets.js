frappe.provide("frappe.dashboards.chart_sources");

frappe.dashboards.chart_sources["Open Service Tickets"] = {
	method: "fsm_app.api.open_tickets_chart.get",
	filters: [],
};
