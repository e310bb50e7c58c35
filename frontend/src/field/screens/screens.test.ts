// What a glove does on a screen, and what a day of yesterday is taken for.

import "fake-indexeddb/auto";

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Component, createApp, h, nextTick } from "vue";
import { createMemoryHistory, createRouter } from "vue-router";

import type { Day, Transition } from "../day/types";
import { outbox } from "../outbox";
import { aTicket, anAct } from "../ticket/testing";

const keep = vi.fn(async () => "key");
vi.mock("../doing", async (original) => ({ ...(await original<typeof import("../doing")>()), keep }));

const { day } = await import("../day/kept");
const { default: ActCard } = await import("./ActCard.vue");
const { default: MyDay } = await import("./MyDay.vue");
const { default: TicketScreen } = await import("./TicketScreen.vue");

const AT = "2026-11-29 17:30:00";
const HOUR = 3_600_000;

function aDay(values: Partial<Day> = {}): Day {
	return { user: "a", engineer: "E", engineer_name: "Anna", at: AT, utc_offset: 0, tickets: [], offers: [], workflow: [], map_link: "", map: null, conflicts: [], ...values };
}

async function opened(screen: Component, props: Record<string, unknown> = {}): Promise<HTMLElement> {
	const names = ["my-day", "ticket", "report", "permit", "equipment", "incident", "me", "inbox"];
	const routes = names.map((name) => ({ path: name === "ticket" ? "/ticket/:name" : `/${name}/:name?`, name, component: { render: () => null } }));
	const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/", component: { render: () => null } }, ...routes] });
	const app = createApp({ render: () => h(screen, props) });
	const root = document.createElement("div");
	app.use(router).mount(root);
	await nextTick();
	return root;
}

beforeEach(() => {
	vi.useFakeTimers({ now: new Date("2026-11-29T17:30:00Z") });
	keep.mockClear();
	Object.assign(day, { current: null, kits: {}, fetchedAt: Date.now(), problem: "", fetching: false });
	outbox.acts = [];
});

afterEach(() => vi.useRealTimers());

test("a finger that touches twice takes one step, not the next one, too", async () => {
	const travel = { action: "Travel", label: "Travel", next_state: "Travelling", to: "Travelling", field: null, field_label: null } as Transition;
	day.current = aDay({ tickets: [aTicket({ stage: "Accepted", remote: true, actions: [travel] })] });
	const root = await opened(TicketScreen, { name: "ST-1" });
	const button = () => root.querySelector<HTMLButtonElement>(".next")!;
	button().click();
	await vi.advanceTimersByTimeAsync(300);
	button().click();
	await vi.advanceTimersByTimeAsync(300);
	expect(keep).toHaveBeenCalledOnce();
	await vi.advanceTimersByTimeAsync(1_000);
	button().click();
	await vi.advanceTimersByTimeAsync(10);
	expect(keep).toHaveBeenCalledTimes(2);
});

test("a day of yesterday says so, and its tomorrow is today", async () => {
	const appointment = { appointment_start: "2026-11-30 08:00:00", appointment_end: "2026-11-30 09:00:00", next_due_at: "2026-11-30 06:00:00" };
	day.current = aDay({ tickets: [aTicket(appointment)] });
	const fresh = await opened(MyDay);
	expect(fresh.textContent).toContain("as of 17:30");
	expect(fresh.textContent).toContain("Tomorrow 08:00");
	vi.setSystemTime(new Date(day.fetchedAt! + 13 * HOUR));
	const root = await opened(MyDay);
	expect(root.textContent).toContain("Today 08:00");
	expect(root.textContent).toMatch(/as of .*Nov.*17:30/);
	expect(root.querySelector(".due")!.className).toContain("late");
});

test("what cannot be sent again and again can be dropped, what just waits cannot", async () => {
	const card = async (tries: number) => opened(ActCard, { act: anAct("photo", {}, { tries }), customer: "" });
	expect((await card(1)).querySelector("button")).toBeNull();
	const stuck = await card(6);
	expect(stuck.textContent).toContain("6");
	expect([...stuck.querySelectorAll("button")].map((button) => button.textContent!.trim())).toEqual(["Drop"]);
});
