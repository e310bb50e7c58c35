import type { RouteRecordRaw } from "vue-router";

import MyDay from "./screens/MyDay.vue";

// The screens by their addresses below /field/. What is not needed at once is loaded when it is opened: () => import(...).
export const routes: RouteRecordRaw[] = [
	{ path: "/", name: "my-day", component: MyDay },
	{ path: "/ticket/:name", name: "ticket", component: () => import("./screens/TicketScreen.vue"), props: true },
	{ path: "/ticket/:name/report", name: "report", component: () => import("./screens/ReportScreen.vue"), props: true },
	{
		path: "/ticket/:name/permit",
		name: "permit",
		component: () => import("./safety/PermitScreen.vue"),
		props: ({ params, query }) => ({ name: params.name, type: query.type }),
	},
	{ path: "/equipment", name: "equipment", component: () => import("./safety/PpeScreen.vue") },
	{ path: "/incident", name: "incident", component: () => import("./safety/IncidentScreen.vue"), props: ({ query }) => ({ ticket: query.ticket }) },
	{ path: "/me/score", name: "score", component: () => import("./own/ScoreScreen.vue") },
	{ path: "/me/training", name: "training", component: () => import("./own/TrainingScreen.vue") },
	{ path: "/unsent", name: "inbox", component: () => import("./screens/InboxScreen.vue") },
	{ path: "/me", name: "me", component: () => import("./screens/MeScreen.vue") },
	{ path: "/:rest(.*)*", redirect: "/" },
];
