// Several tabs of one phone: one of them sends, and each is told what another one has changed.

const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("fsm-field");

/** Tells the other tabs that the outbox has changed. */
export function changed(): void {
	channel?.postMessage("changed");
}

/** Calls `told` when another tab has changed the outbox. */
export function onOtherTabs(told: () => void): void {
	channel?.addEventListener("message", told);
}

/** Does the work unless another tab does it at this moment; undefined then. The server takes each act once in any case. */
export async function inOneTab<T>(user: string, work: () => Promise<T>): Promise<T | undefined> {
	if (typeof navigator === "undefined" || !navigator.locks) return work();
	return navigator.locks.request(`fsm-field-send:${user}`, { ifAvailable: true }, async (lock) => (lock ? work() : undefined));
}
