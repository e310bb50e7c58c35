// A phone has several lenses, and not each of them sees a code from near by: whoever scans chooses one, and it is kept.

const KEPT = "fsm-field-lens";

export interface Lens {
	id: string;
	label: string;
}

/** The cameras of the device. Their names are known only once the camera may be used. */
export async function lenses(): Promise<Lens[]> {
	const devices = await navigator.mediaDevices.enumerateDevices();
	return devices
		.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId)
		.map(({ deviceId, label }) => ({ id: deviceId, label }));
}

/** What to ask the browser for: the lens that was kept, else one that looks away from the person. */
export function wanted(lens: string | null): MediaStreamConstraints {
	const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
	const which = lens ? { deviceId: { exact: lens } } : { facingMode: { ideal: "environment" } };
	return { audio: false, video: { ...which, ...size } };
}

/** The lens after the one in use, to go through them by tapping; null where there is only one. */
export function following(all: Lens[], inUse: string | undefined): Lens | null {
	if (all.length < 2) {
		return null;
	}
	return all[(all.findIndex(({ id }) => id === inUse) + 1) % all.length];
}

export function keptLens(store: Pick<Storage, "getItem"> = localStorage): string | null {
	try {
		return store.getItem(KEPT);
	} catch {
		return null;
	}
}

export function keepLens(id: string | null, store: Pick<Storage, "setItem" | "removeItem"> = localStorage): void {
	try {
		if (id) {
			store.setItem(KEPT, id);
		} else {
			store.removeItem(KEPT);
		}
	} catch {
		// A device that keeps nothing asks for the lens each time.
	}
}

/** A picture of the camera: the lens that was kept, or any other where that one is gone. */
export async function openCamera(lens = keptLens()): Promise<MediaStream> {
	try {
		return await navigator.mediaDevices.getUserMedia(wanted(lens));
	} catch (error) {
		const isGone = lens && ["OverconstrainedError", "NotFoundError"].includes((error as Error).name);
		if (!isGone) {
			throw error;
		}
		keepLens(null);
		return navigator.mediaDevices.getUserMedia(wanted(null));
	}
}
