import type { RouteRecordRaw } from "vue-router";

import MyDay from "./screens/MyDay.vue";

// The screens by their addresses below /field/. What is not needed at once is loaded when it is opened: () => import(...).
export const routes: RouteRecordRaw[] = [
	{ path: "/", name: "my-day", component: MyDay },
	{ path: "/ticket/:name", name: "ticket", component: () => import("./screens/TicketScreen.vue"), props: true },
	{ path: "/ticket/:name/report", name: "report", component: () => import("./screens/ReportScreen.vue"), props: true },
	{ path: "/unsent", name: "inbox", component: () => import("./screens/InboxScreen.vue") },
	{ path: "/me", name: "me", component: () => import("./screens/MeScreen.vue") },
	{ path: "/:rest(.*)*", redirect: "/" },
];
