// Who uses the phone. Without a connection it is who was logged in last, until they log out.

import { nextTick, reactive } from "vue";

import { post } from "../shared/api";
import { shown } from "../shared/dialogs";
import { __ } from "../shared/i18n";
import { endForOthers, switchOff } from "../shared/push/push";
import { boot, type Session } from "../shared/boot";
import { refreshSession, session } from "../shared/session";
import { refreshDay } from "./day";
import { isOlder } from "./day/times";
import { day, forgetDay, openDay } from "./day/kept";
import * as box from "./outbox/box";
import { refreshShell } from "./worker_client";

type Known = Pick<Session, "user" | "fullName" | "roles" | "language">;

export const person = reactive<{ current: Known | null; needsLogin: boolean; isReady: boolean; problem: string }>({
	current: null,
	/** The server says that nobody is logged in. What was done stays on the phone. */
	needsLogin: false,
	isReady: false,
	/** Why nothing can be kept on this phone. */
	problem: "",
});

const KEY = "fsm-field-person";
/** Who has logged out without a connection: the site still takes them for logged in. */
const LEFT = "fsm-field-left";
/** A day that is younger is not asked for again, and an open page asks so often. */
const FRESH = 15_000;
const LOOKS = 2 * 60_000;

let looking: Promise<void> | null = null;

/** Finds out who it is, opens their outbox and their day, and sends what waits. */
export async function start(): Promise<void> {
	try {
		await begin();
	} catch (error) {
		console.error("The app could not begin.", error);
	}
	person.isReady = true;
	watchConnection();
	void askToPersist();
}

async function begin(): Promise<void> {
	const known = remembered();
	if (session.current && !localStorage.getItem(LEFT)) {
		await use(session.current);
		void box.send();
		void refreshDay();
	} else if (known && !isAnothersLogin(known)) {
		// Open at once with what is here; who is logged in is asked meanwhile.
		await use(known);
		void look();
	} else {
		await look();
		if (known && !person.current && !person.needsLogin) await use(known);
	}
}

/** Asks who is logged in, and follows: the same person goes on, another one sees their own. */
export function look(): Promise<void> {
	looking ??= lookNow().finally(() => (looking = null));
	return looking;
}

async function lookNow(): Promise<void> {
	try {
		const now = await whoIsHere();
		person.needsLogin = !now;
		if (!now) return;
		if (now.user !== person.current?.user) await use(now);
		// The page that is kept on the phone speaks as its person does from the next visit on.
		if (now.language !== boot().language) refreshShell();
		await box.send();
		if (isOlder(day.fetchedAt, FRESH)) await refreshDay();
	} catch {
		// No connection: whoever was here goes on.
	}
}

/** Who is logged in. Who has logged out without a connection is logged out first, but for those who have logged in again since. */
async function whoIsHere(): Promise<Session | null> {
	const now = await refreshSession();
	const left = kept<{ user: string; token: string }>(LEFT);
	const isGone = left && now?.user === left.user && (!left.token || left.token === now.csrfToken);
	if (isGone) await post("logout");
	localStorage.removeItem(LEFT);
	return isGone ? null : now;
}

/** Logs out: the day is taken off the phone; what is not sent stays for when they log in again. */
export async function logOut(): Promise<void> {
	const user = person.current?.user;
	const token = session.current?.csrfToken ?? "";
	// What is for them is not told on this phone any more.
	await switchOff().catch(() => undefined);
	const isOut = await post("logout").then(
		() => true,
		() => false,
	);
	if (user && !isOut) keep(LEFT, { user, token });
	await leave();
	if (isOut) location.assign("/login?redirect-to=%2Ffield");
	else void look();
}

/** Takes the screens and the day of whoever is here off the phone. */
async function leave(): Promise<void> {
	const user = person.current?.user;
	await putAway();
	localStorage.removeItem(KEY);
	if (user) await forgetDay(user);
	await box.close();
}

/** The screens go first: what is typed there is kept as its person's, and is not seen by who comes. */
async function putAway(): Promise<void> {
	person.current = null;
	for (const one of [...shown.questions]) one.answer(null);
	await nextTick();
}

async function use(now: Known): Promise<void> {
	if (person.current && person.current.user !== now.user) await putAway();
	const { user, fullName, roles, language } = now;
	try {
		const former = remembered()?.user;
		if (former && former !== user) {
			await forgetDay(former);
			localStorage.removeItem(KEY);
		}
		keep(KEY, { user, fullName, roles, language });
		void endForOthers(user).catch(() => undefined);
		await openDay(await box.open(user, { sent: () => void refreshDay() }));
	} catch (error) {
		person.problem = __("The storage of this phone cannot be opened, so nothing can be kept. Close the browser, open it again, and free some space if the phone is full.");
		throw error;
	}
	Object.assign(person, { current: { user, fullName, roles, language }, problem: "" });
}

function remembered(): Known | null {
	const known = kept<Known>(KEY);
	return known?.user ? known : null;
}

function kept<T>(key: string): T | null {
	try {
		return JSON.parse(localStorage.getItem(key) ?? "null") as T | null;
	} catch {
		return null;
	}
}

/** A full phone keeps nothing: who is here is asked again at the next visit. */
function keep(key: string, value: object): void {
	try {
		localStorage.setItem(key, JSON.stringify(value));
	} catch (error) {
		console.warn("Not kept.", key, error);
	}
}

/** The login's cookie that pages may read names another person: they have logged in on another page of the site. */
function isAnothersLogin({ user }: Known): boolean {
	const written = /(?:^|; )user_id="?([^;"]*)/.exec(document.cookie)?.[1] ?? "";
	return !["", "Guest", user, encodeURIComponent(user)].includes(written) && !written.includes("\\");
}

function watchConnection(): void {
	const again = () => void look();
	addEventListener("online", again);
	addEventListener("offline", () => (box.outbox.paused ||= "offline"));
	addEventListener("focus", again);
	// Another tab: they have logged out there, or somebody else is there.
	addEventListener("storage", ({ key, newValue }) => {
		if (key === KEY) void (newValue ? look() : leave().catch((error: unknown) => console.error("The day could not be taken off.", error)));
	});
	const ifSeen = () => document.visibilityState === "visible" && again();
	document.addEventListener("visibilitychange", ifSeen);
	setInterval(ifSeen, LOOKS);
}

/** Asks the browser to keep the data; where it will not, the person is told. */
async function askToPersist(): Promise<void> {
	const isInstalled = matchMedia("(display-mode: standalone)").matches;
	const isKept = await navigator.storage?.persist?.().catch(() => false);
	box.outbox.mayVanish = !isKept && !isInstalled;
}
