// A new version while forms are open: nothing changes under somebody's hands, and the button that loads it always does.

import { afterEach, beforeEach, expect, test, vi } from "vitest";

class Worker extends EventTarget {
	state = "installed";
	postMessage = vi.fn();
}
class Registration extends EventTarget {
	waiting: Worker | null = null;
	installing: Worker | null = null;
	update = async () => undefined;
}
class Container extends EventTarget {
	controller: object | null = {};
	registration = new Registration();
	register = async () => this.registration;
}

let container: Container;
const reload = vi.fn();

async function opened() {
	vi.resetModules();
	const client = await import("./worker_client");
	await client.startWorker();
	return client;
}

beforeEach(() => {
	container = new Container();
	reload.mockReset();
	vi.stubGlobal("location", { ...location, reload });
	Object.defineProperty(navigator, "serviceWorker", { configurable: true, value: container });
});

afterEach(() => {
	vi.unstubAllGlobals();
	Reflect.deleteProperty(navigator, "serviceWorker");
});

test("a version that waits is offered, and taken over by the button alone", async () => {
	const waiting = (container.registration.waiting = new Worker());
	const client = await opened();
	expect([client.newVersion.value, reload.mock.calls.length]).toEqual([true, 0]);
	client.useNewVersion();
	expect(waiting.postMessage).toHaveBeenCalledWith({ type: "take-over" });
	container.dispatchEvent(new Event("controllerchange"));
	expect(reload).toHaveBeenCalledOnce();
});

test("where another tab has let it take over this one says so, loads nothing by itself, and its button works", async () => {
	const waiting = (container.registration.waiting = new Worker());
	const client = await opened();
	client.newVersion.value = false;
	waiting.state = "activated";
	container.dispatchEvent(new Event("controllerchange"));
	expect([client.newVersion.value, reload.mock.calls.length]).toEqual([true, 0]);
	client.useNewVersion();
	expect(reload).toHaveBeenCalledOnce();
	expect(waiting.postMessage).not.toHaveBeenCalled();
});

test("the very first worker is no new version", async () => {
	container.controller = null;
	const client = await opened();
	container.controller = {};
	container.dispatchEvent(new Event("controllerchange"));
	expect(client.newVersion.value).toBe(false);
	container.dispatchEvent(new Event("controllerchange"));
	expect(client.newVersion.value).toBe(true);
});
