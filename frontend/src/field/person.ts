// Who uses the phone. Without a connection it is who was logged in last, until they log out.

import { reactive } from "vue";

import { post } from "../shared/api";
import { boot, type Session } from "../shared/boot";
import { refreshSession, session } from "../shared/session";
import { refreshDay } from "./day";
import { day, forgetDay, openDay } from "./day/kept";
import * as box from "./outbox/box";
import { refreshShell } from "./worker_client";

type Known = Pick<Session, "user" | "fullName" | "roles" | "language">;

export const person = reactive<{ current: Known | null; needsLogin: boolean; isReady: boolean }>({
	current: null,
	/** The server says that nobody is logged in. What was done stays on the phone. */
	needsLogin: false,
	isReady: false,
});

const KEY = "fsm-field-person";
/** A day that is younger is not asked for again, and an open page asks so often. */
const FRESH = 15_000;
const LOOKS = 2 * 60_000;

let looking: Promise<void> | null = null;

/** Finds out who it is, opens their outbox and their day, and sends what waits. */
export async function start(): Promise<void> {
	const known = remembered();
	if (!session.current && known) {
		// Open at once with what is here; who is logged in is asked meanwhile.
		await use(known);
		void look();
	} else if (session.current) {
		await use(session.current);
		void box.send();
		void refreshDay();
	} else {
		await look();
	}
	person.isReady = true;
	watchConnection();
	void askToPersist();
}

/** Asks who is logged in, and follows: the same person goes on, another one sees their own. */
export function look(): Promise<void> {
	looking ??= lookNow().finally(() => (looking = null));
	return looking;
}

async function lookNow(): Promise<void> {
	try {
		const now = await refreshSession();
		person.needsLogin = !now;
		if (!now) return;
		if (now.user !== person.current?.user) await use(now);
		// The page that is kept on the phone speaks as its person does from the next visit on.
		if (now.language !== boot().language) refreshShell();
		await box.send();
		if (Date.now() - (day.fetchedAt ?? 0) > FRESH) await refreshDay();
	} catch {
		// No connection: whoever was here goes on.
	}
}

/** Logs out: the day is taken off the phone; what is not sent stays for when they log in again. */
export async function logOut(): Promise<void> {
	const user = person.current?.user;
	await post("logout").catch(() => undefined);
	localStorage.removeItem(KEY);
	if (user) await forgetDay(user);
	await box.close();
	person.current = null;
	location.assign("/login?redirect-to=%2Ffield");
}

async function use(now: Known): Promise<void> {
	const former = remembered()?.user;
	if (former && former !== now.user) await forgetDay(former);
	const { user, fullName, roles, language } = now;
	localStorage.setItem(KEY, JSON.stringify({ user, fullName, roles, language }));
	await openDay(await box.open(user, { sent: () => void refreshDay() }));
	person.current = { user, fullName, roles, language };
}

function remembered(): Known | null {
	try {
		const known = JSON.parse(localStorage.getItem(KEY) ?? "null") as Known | null;
		return known?.user ? known : null;
	} catch {
		return null;
	}
}

function watchConnection(): void {
	const again = () => void look();
	addEventListener("online", again);
	addEventListener("offline", () => (box.outbox.paused ||= "offline"));
	addEventListener("focus", again);
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
