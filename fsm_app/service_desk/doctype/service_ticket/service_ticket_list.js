// Subject, state, customer, priority and engineer, and the ID, which is counted though it is hidden.
const COLUMNS = 6;
const FINISHED_STAGES = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"];

frappe.listview_settings["Service Ticket"] = {
	add_fields: ["stage", "priority", "engineer"],
	// The room is for who has the ticket; its number stands on the form and in the filters.
	hide_name_column: true,

	// With the shipped workflow the state is shown instead, in the colour of the state.
	get_indicator(doc) {
		const colours = {
			Received: "orange",
			Triaged: "blue",
			Dispatched: "blue",
			Accepted: "light-blue",
			Preparing: "light-blue",
			Travelling: "cyan",
			"On Site": "purple",
			Working: "purple",
			"Waiting for Customer": "yellow",
			"Waiting for Parts": "yellow",
			Done: "green",
			Confirmed: "green",
			Verified: "green",
			Closed: "gray",
			Reopened: "red",
			Cancelled: "gray",
		};
		return [__(doc.stage, null, "Service Ticket"), colours[doc.stage] || "gray", `stage,=,${doc.stage}`];
	},

	// Frappe's Kanban view asks for its first cards before it knows how engineers are called, and so without them.
	async refresh(view) {
		if (view.view_name !== "Kanban" || view.fsm_engineers_named || !frappe.model.can_read("Service Engineer")) {
			return;
		}
		view.fsm_engineers_named = true;
		const engineers = await frappe.db.get_list("Service Engineer", { fields: ["name", "engineer_name"], limit: 0 });
		engineers.forEach(({ name, engineer_name }) =>
			frappe.utils.add_link_title("Service Engineer", name, engineer_name)
		);
		view.refresh();
	},

	async onload(listview) {
		make_room(listview);
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
		const group = __("Show");
		listview.page.add_inner_button(__("Open Tickets"), () => show(), group);
		const of_clocks = (label, clocks) =>
			listview.page.add_inner_button(
				label,
				async () => show(["Service Ticket", "name", "in", await tickets_of_clocks(clocks())]),
				group
			);
		of_clocks(__("Breaching Within the Hour"), () => ({ state: "Running", breached: 0, due_at: ["<=", in_an_hour()] }));
		of_clocks(__("Breached"), () => ({ state: ["in", ["Running", "Paused"]], breached: 1 }));
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

// On a laptop's screen Frappe shows subject, state and customer only.
function make_room(listview) {
	if (!listview.list_view_settings.total_fields && listview.columns?.length <= COLUMNS) {
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
	listview.view_name === "List" && listview.data.length && listview.render_list();
}

function in_an_hour() {
	return moment(frappe.datetime.system_datetime()).add(1, "hour").format("YYYY-MM-DD HH:mm:ss");
}

async function tickets_of_clocks(filters) {
	const clocks = await frappe.db.get_list("SLA Clock", { filters, fields: ["ticket"], limit: 0 });
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
