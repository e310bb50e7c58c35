// The page's side of the service worker: registers it, says when a new version waits, and lets it take over on request.

import { ref } from "vue";

/** Whether a new version waits to be loaded. Nothing is changed under somebody's hands: they say when. */
export const newVersion = ref(false);

let waiting: ServiceWorker | null = null;

/** Registers the worker that lets the app open without a connection. Browsers without one work as ordinary pages. */
export async function startWorker(): Promise<void> {
	if (!("serviceWorker" in navigator)) return;
	try {
		watchOtherTabs();
		const registration = await navigator.serviceWorker.register("/field-sw.js", { scope: "/field", updateViaCache: "none" });
		offer(registration.waiting);
		registration.addEventListener("updatefound", () => {
			const coming = registration.installing;
			coming?.addEventListener("statechange", () => coming.state === "installed" && offer(coming));
		});
		document.addEventListener("visibilitychange", () => {
			if (document.visibilityState === "visible") registration.update().catch(() => undefined);
		});
	} catch (error) {
		console.warn("The app cannot be kept for use without a connection.", error);
	}
}

/** Another tab has let a new version take over: what this page has not loaded yet is of the old one, and may be gone. */
function watchOtherTabs(): void {
	let hadOne = Boolean(navigator.serviceWorker.controller);
	navigator.serviceWorker.addEventListener("controllerchange", () => {
		newVersion.value ||= hadOne;
		hadOne = true;
	});
}

function offer(worker: ServiceWorker | null): void {
	// The very first worker is no new version of anything.
	if (!worker || !navigator.serviceWorker.controller) return;
	waiting = worker;
	newVersion.value = true;
}

/** Lets the new version take over and loads the page anew. What is not sent yet lies in the database and stays. */
export function useNewVersion(): void {
	// One that has taken over already, by another tab's wish, says nothing any more.
	if (waiting?.state !== "installed") return location.reload();
	navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
	waiting.postMessage({ type: "take-over" });
}

/** Fetches the page's shell anew: after the language of the user has changed. */
export function refreshShell(): void {
	navigator.serviceWorker?.controller?.postMessage({ type: "refresh-shell" });
}
