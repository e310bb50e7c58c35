const COLUMNS = 5;
const FINISHED_STAGES = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"];

frappe.listview_settings["Service Ticket"] = {
	add_fields: ["stage", "priority"],

	// With the shipped workflow the state is shown instead, in the colour of the state.
	get_indicator(doc) {
		const colours = {
			Received: "orange",
			Triaged: "blue",
			Dispatched: "blue",
			Accepted: "light-blue",
			"On Site": "light-blue",
			"Waiting for Customer": "gray",
			Done: "green",
			Verified: "green",
			Closed: "green",
			Reopened: "red",
			Cancelled: "gray",
		};
		return [__(doc.stage, null, "Service Ticket"), colours[doc.stage] || "gray", `stage,=,${doc.stage}`];
	},

	async onload(listview) {
		make_room_for_priority(listview);
		// On a phone they would fill the screen; the filter button is there too.
		listview.page.page_form.find(".standard-filter-section").addClass("hidden-xs");
		const show = (...filters) => {
			listview.filter_area.clear(false);
			return listview.filter_area.add([
				["Service Ticket", "stage", "not in", FINISHED_STAGES],
				...filters,
			]);
		};
		const [engineer] = await Promise.all([own_engineer(), load_ranks(listview)]);
		listview.page.add_inner_button(__("Open Tickets"), () => show());
		listview.page.add_inner_button(__("Breaching Within the Hour"), async () =>
			show(["Service Ticket", "name", "in", await breaching_within_the_hour()])
		);
		listview.page.add_inner_button(__("Queue"), () => frappe.set_route("query-report", "Service Queue"));
		if (frappe.model.can_create("Service Ticket") && frappe.boot.page_info["phone-call"]) {
			listview.page.add_inner_button(__("Phone Call"), () => frappe.set_route("phone-call"));
		}
		if (engineer) {
			listview.page.add_inner_button(__("My Open Tickets"), () =>
				show(["Service Ticket", "engineer", "=", engineer])
			);
		}
	},

	formatters: {
		priority(value) {
			const colour = rank_colours[ranks[value]] || "gray";
			return value
				? `<span class="indicator-pill no-indicator-dot ${colour} filterable ellipsis"
					data-filter="priority,=,${frappe.utils.escape_html(value)}">
					${frappe.utils.escape_html(__(value))}</span>`
				: "";
		},
	},
};

// On a laptop's screen Frappe shows subject, tags, state and customer, and adds the ID.
function make_room_for_priority(listview) {
	if (!listview.list_view_settings.total_fields && listview.columns.length <= COLUMNS) {
		listview.list_view_settings.total_fields = COLUMNS;
		listview.setup_columns();
		listview.render_header(true);
	}
}

// Priorities are records; how urgent one is says its rank, 1 being the most urgent.
const rank_colours = { 1: "red", 2: "orange", 3: "blue" };
const ranks = {};

async function load_ranks(listview) {
	const priorities = await frappe.db.get_list("Service Priority", { fields: ["name", "rank"], limit: 0 });
	priorities.forEach(({ name, rank }) => (ranks[name] = rank));
	listview.data.length && listview.render_list();
}

async function breaching_within_the_hour() {
	const in_an_hour = moment(frappe.datetime.system_datetime()).add(1, "hour").format("YYYY-MM-DD HH:mm:ss");
	const clocks = await frappe.db.get_list("SLA Clock", {
		filters: { state: "Running", breached: 0, due_at: ["<=", in_an_hour] },
		fields: ["ticket"],
		limit: 0,
	});
	// No ticket has this name: with nothing to show the list must be empty, not whole.
	return clocks.length ? [...new Set(clocks.map(({ ticket }) => ticket))] : ["-"];
}

async function own_engineer() {
	if (!frappe.model.can_read("Service Engineer")) {
		return null;
	}
	const { message } = await frappe.db.get_value(
		"Service Engineer",
		{ user: frappe.session.user },
		"name"
	);
	return message?.name;
}
