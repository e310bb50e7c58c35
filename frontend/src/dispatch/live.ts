// Hears of changes: by Frappe's realtime where the site has it, and by asking from time to time. Asks again at once when the tab
// is looked at again, when the connection is back, and after realtime has connected anew. A hidden tab asks nothing.

import { ref } from "vue";

import type { Choices } from "./types";

const ASK_EVERY = 10_000;
const ASK_WITH_REALTIME = 30_000;
const READ_EVERY = 5 * 60_000;
const DOCTYPES = ["Service Ticket", "Service Visit", "Day Plan"];

export interface Live {
	check: () => Promise<void>;
	read: () => Promise<void>;
	/** Told of what the server refuses, such as when the login has ended. */
	refused: (error: unknown) => void;
}

export function followChanges({ check, read, refused }: Live, realtime: Choices["realtime"]) {
	const connected = ref(true);
	const hears = ref(false);
	let lastCheck = Date.now();
	let lastRead = Date.now();
	let isAsking = false;

	async function ask(how: () => Promise<void>): Promise<void> {
		if (isAsking || document.visibilityState === "hidden") return;
		isAsking = true;
		lastCheck = Date.now();
		try {
			await how();
			connected.value = true;
		} catch (error) {
			connected.value = false;
			refused(error);
		} finally {
			isAsking = false;
		}
	}

	/** Whatever was missed meanwhile is read, not guessed. */
	function wake(): void {
		if (document.visibilityState === "hidden") return;
		lastRead = Date.now();
		void ask(read);
	}

	const ticking = setInterval(() => {
		const now = Date.now();
		if (now - lastRead >= READ_EVERY) wake();
		else if (now - lastCheck >= (hears.value ? ASK_WITH_REALTIME : ASK_EVERY)) void ask(check);
	}, 1000);
	document.addEventListener("visibilitychange", wake);
	addEventListener("online", wake);
	addEventListener("pageshow", wake);
	let stopHearing = () => {};
	if (realtime) void hear(realtime).then((stop) => (stopHearing = stop), () => undefined);

	async function hear({ site, port }: NonNullable<Choices["realtime"]>): Promise<() => void> {
		const { io } = await import("socket.io-client");
		const host = port ? `${location.protocol}//${location.hostname}:${port}` : location.origin;
		const socket = io(`${host}/${site}`, { withCredentials: true, reconnectionDelay: 2000, reconnectionDelayMax: 60_000 });
		socket.on("connect", () => {
			// Frappe forgets what one listened to with the connection.
			for (const doctype of DOCTYPES) socket.emit("doctype_subscribe", doctype);
			hears.value = true;
			wake();
		});
		socket.on("disconnect", () => (hears.value = false));
		let soon: ReturnType<typeof setTimeout> | undefined;
		socket.on("list_update", () => {
			clearTimeout(soon);
			soon = setTimeout(() => void ask(check), 300);
		});
		return () => socket.close();
	}

	function stop(): void {
		clearInterval(ticking);
		document.removeEventListener("visibilitychange", wake);
		removeEventListener("online", wake);
		removeEventListener("pageshow", wake);
		stopHearing();
	}

	return { connected, hears, stop };
}
