// Subject, state, customer, priority, engineer and due time, and the ID, which is counted though it is hidden.
const COLUMNS = 7;
const FINISHED_STAGES = ["Done", "Confirmed", "Verified", "Closed", "Cancelled"];

frappe.listview_settings["Service Ticket"] = {
	add_fields: ["stage", "priority", "engineer", "next_due_at", "next_short_at", "next_due_metric"],
	// For who has not chosen otherwise: what is open, the first due on top (the order is the doctype's).
	filters: [["Service Ticket", "stage", "not in", FINISHED_STAGES]],
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

	// Frappe's Kanban view draws its first cards before it knows how engineers are called and how urgent priorities are.
	async refresh(view) {
		if (view.view_name !== "Kanban") {
			return;
		}
		count_cards(view);
		if (!view.fsm_prepared) {
			view.fsm_prepared = true;
			await Promise.all([load_ranks(view), name_engineers()]);
			view.refresh();
		}
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
		priority: priority_pill,
		next_due_at: (value, df, doc) => time_left(doc),
	},
};

function priority_pill(value) {
	const colour = rank_colours[ranks[value]] || "gray";
	return value
		? `<span class="indicator-pill no-indicator-dot ${colour} filterable ellipsis"
			data-filter="priority,=,${frappe.utils.escape_html(value)}">
			${frappe.utils.escape_html(__(value))}</span>`
		: "";
}

// How much time is left until the ticket is due next, green, orange from 75 % of the time on, red when it is over.
function time_left({ next_due_at, next_short_at, next_due_metric }) {
	if (!next_due_metric) {
		return "";
	}
	const metric = __(next_due_metric, null, "SLA Clock");
	if (!next_due_at) {
		return pill("gray", __("Paused", null, "SLA Clock"), metric);
	}
	const now = moment(frappe.datetime.system_datetime());
	const left = moment(next_due_at).diff(now, "seconds");
	const colour = left < 0 ? "red" : moment(next_short_at) <= now ? "orange" : "green";
	return pill(colour, span_of(left), `${metric}: ${frappe.datetime.str_to_user(next_due_at)}`);
}

function pill(colour, text, title) {
	const esc = frappe.utils.escape_html;
	return `<span class="indicator-pill no-indicator-dot ${colour}" title="${esc(title)}">${esc(text)}</span>`;
}

function span_of(seconds) {
	const sign = seconds < 0 ? "-" : "";
	const minutes = Math.floor(Math.abs(seconds) / 60);
	const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
	if (days) {
		return sign + __("{0} d {1} h", [days, hours]);
	}
	return sign + (hours ? __("{0} h {1} min", [hours, minutes % 60]) : __("{0} min", [minutes]));
}

// Frappe's cards show values alone; their colours come from the row that the value stands in.
function colour_cards() {
	const fields = frappe.meta.docfield_map["Service Ticket"] || {};
	const on_board = () => cur_list?.doctype === "Service Ticket" && cur_list.view_name === "Kanban";
	if (fields.priority) {
		fields.priority.formatter = (value, df, options, doc) =>
			on_board() ? priority_pill(value) : frappe.form.get_formatter("Link")(value, df, options, doc);
	}
	if (fields.next_due_at) {
		fields.next_due_at.formatter = (value, df, options, doc) =>
			on_board()
				? time_left((value && cur_list.data.find((row) => row.next_due_at === value)) || {})
				: frappe.form.get_formatter("Datetime")(value, df, options, doc);
	}
}
colour_cards();

// How many cards stand in each column, also after one was moved.
function count_cards(view) {
	const count = () =>
		view.$result.find(".kanban-column").each((i, column) => {
			// Frappe lets a column grow as wide as its longest subject.
			column.style.minWidth = "0";
			const cards = $(column).find(".kanban-card-wrapper").length;
			const title = $(column).find(".kanban-column-title");
			const shown = title.find(".fsm-count");
			const badge = shown.length ? shown : $(`<span class="fsm-count text-muted ml-2"></span>`).appendTo(title);
			badge.text() === String(cards) || badge.text(cards);
		});
	count();
	if (!view.fsm_counting) {
		view.fsm_counting = new MutationObserver(frappe.utils.debounce(count, 100));
		view.fsm_counting.observe(view.$result[0], { childList: true, subtree: true });
	}
}

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

async function name_engineers() {
	if (!frappe.model.can_read("Service Engineer")) {
		return;
	}
	const engineers = await frappe.db.get_list("Service Engineer", { fields: ["name", "engineer_name"], limit: 0 });
	engineers.forEach(({ name, engineer_name }) => frappe.utils.add_link_title("Service Engineer", name, engineer_name));
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
