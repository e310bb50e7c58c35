// Push messages on this phone: whether they can be had, and switching them on and off. It is the device's own matter, and a user's:
// somebody else who logs in on the same phone is not told what was for the one before.

import { get, post } from "../api";

/** What can be said of this phone: `missing` the browser has none, `off-here` the company has none, `blocked` the user has refused. */
export type PushState = "missing" | "off-here" | "blocked" | "off" | "on";

/** The browser has asked its maker's push service, which refused or did not answer: some networks let nobody through to it. */
export class PushServiceSilent extends Error {}

const API = "fsm_app.api.push_messages.";
const PATIENCE = 20_000;
const KEY = "fsm-push-user";

interface Keys {
	p256dh?: string;
	auth?: string;
}

/** How it stands on this phone for `user`. Without a connection it is what the phone knows itself. */
export async function pushState(user: string): Promise<PushState> {
	const registration = await registered();
	if (!registration) return "missing";
	if (Notification.permission === "denied") return "blocked";
	if (await isOn(registration, user)) return "on";
	const key = await get<string | null>(`${API}public_key`).catch(() => undefined);
	return key === null ? "off-here" : "off";
}

/** Asks the user's leave and switches on; for a button, for browsers ask only after a touch. */
export async function switchOn(user: string): Promise<PushState> {
	const registration = await registered();
	if (!registration) return "missing";
	const key = await get<string | null>(`${API}public_key`);
	if (!key) return "off-here";
	if ((await Notification.requestPermission()) !== "granted") return "blocked";
	const former = await registration.pushManager.getSubscription();
	// Of another user, or made for keys that the company has replaced: a device has one subscription, for one key.
	if (former && (localStorage.getItem(KEY) !== user || !isFor(former, key))) await former.unsubscribe();
	const subscription = await subscribed(registration, key);
	const { p256dh, auth } = (subscription.toJSON().keys ?? {}) as Keys;
	await post(`${API}subscribe`, { endpoint: subscription.endpoint, p256dh, auth, device: deviceName() });
	localStorage.setItem(KEY, user);
	return "on";
}

/** Switches off on this phone. The site is told where there is a connection; else it finds out with the next message. */
export async function switchOff(): Promise<PushState> {
	localStorage.removeItem(KEY);
	const subscription = await (await registered())?.pushManager.getSubscription();
	if (!subscription) return "off";
	await post(`${API}unsubscribe`, { endpoint: subscription.endpoint }).catch(() => undefined);
	await subscription.unsubscribe();
	return "off";
}

/** At the start of the app and after a login: on a phone that was switched on for somebody else, nobody is told any more. */
export async function endForOthers(user: string): Promise<void> {
	const former = localStorage.getItem(KEY);
	if (former && former !== user) await switchOff();
}

async function isOn(registration: ServiceWorkerRegistration, user: string): Promise<boolean> {
	return localStorage.getItem(KEY) === user && Boolean(await registration.pushManager.getSubscription());
}

async function registered(): Promise<ServiceWorkerRegistration | null> {
	if (!("serviceWorker" in navigator) || !("PushManager" in globalThis) || !("Notification" in globalThis)) return null;
	return (await navigator.serviceWorker.getRegistration("/field")) ?? null;
}

async function subscribed(registration: ServiceWorkerRegistration, key: string): Promise<PushSubscription> {
	const asked = registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
	const late = new Promise<never>((_done, fail) => setTimeout(() => fail(new PushServiceSilent()), PATIENCE));
	return Promise.race([asked.catch(() => Promise.reject(new PushServiceSilent())), late]);
}

function isFor(subscription: PushSubscription, key: string): boolean {
	const own = subscription.options?.applicationServerKey;
	return Boolean(own) && String(new Uint8Array(own as ArrayBuffer)) === String(bytes(key));
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
	const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
	return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

/** What the user knows the device by in the list of their own: no more than kind and browser. */
function deviceName(): string {
	const agent = navigator.userAgent;
	const first = (names: string[]) => names.find((name) => agent.includes(name)) ?? "";
	const kind = first(["iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux"]);
	const browser = first(["Edg", "Firefox", "Chrome", "Safari"]).replace("Edg", "Edge");
	return [browser, kind].filter(Boolean).join(", ");
}
