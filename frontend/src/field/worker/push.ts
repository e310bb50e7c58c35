// The worker's part of push messages: shows what the site sent, and opens what it is about. It keeps nothing.

/// <reference lib="webworker" />

interface Told {
	title: string;
	body: string;
	url: string;
	tag: string;
}

/** Lets the worker show push messages; `addPushMessages(self)` once, when it starts. */
export function addPushMessages(worker: ServiceWorkerGlobalScope): void {
	worker.addEventListener("push", (event) => event.waitUntil(show(worker, event)));
	worker.addEventListener("notificationclick", (event) => {
		event.notification.close();
		event.waitUntil(open(worker, String(event.notification.data ?? "")));
	});
}

/** Browsers want something shown for each message; one that cannot be read is shown without words of its own. */
async function show(worker: ServiceWorkerGlobalScope, event: PushEvent): Promise<void> {
	const told = read(event);
	await worker.registration.showNotification(told.title, {
		body: told.body,
		tag: told.tag,
		data: told.url,
		icon: "/assets/fsm_app/frontend/field-192.png",
		badge: "/assets/fsm_app/frontend/field-192.png",
	});
}

function read(event: PushEvent): Told {
	let told: Partial<Told> = {};
	try {
		told = (event.data?.json() ?? {}) as Partial<Told>;
	} catch {
		// Not of this version of the app.
	}
	return { title: text(told.title) || "Field Service", body: text(told.body), url: text(told.url), tag: text(told.tag) };
}

function text(value: unknown): string {
	return typeof value === "string" ? value : "";
}

/** Opens a page of this site, and of no other. */
async function open(worker: ServiceWorkerGlobalScope, url: string): Promise<void> {
	const origin = worker.location.origin;
	const wanted = new URL(url || "/field", origin);
	const target = wanted.origin === origin ? wanted.href : `${origin}/field`;
	await worker.clients.openWindow(target);
}
