import type { RouteRecordRaw } from "vue-router";

import MyDay from "./screens/MyDay.vue";

// The screens by their addresses below /field/. What is not needed at once is loaded when it is opened: () => import(...).
export const routes: RouteRecordRaw[] = [
	{ path: "/", name: "my-day", component: MyDay },
	{ path: "/:rest(.*)*", redirect: "/" },
];
