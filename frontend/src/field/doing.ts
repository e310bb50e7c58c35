// Acts as the screens do them: kept first, and told where the phone cannot keep them.

import { ask, toast } from "../shared/dialogs";
import { __ } from "../shared/i18n";
import { act, type ActValues, type Kind } from "./outbox";
import type { ActOptions } from "./outbox/box";
import { prepared, PhotoRefused } from "./media/photo";

const MEGABYTE = 1024 * 1024;
/** What a slow line still carries, and a server takes. */
export const MOST_FILE_MEGABYTES = 20;

/** Keeps an act; its client key, null where the phone could not keep it. */
export async function keep<K extends Kind>(kind: K, ticket: string, values: ActValues[K], options: ActOptions = {}): Promise<string | null> {
	try {
		return await act(kind, ticket, values, options);
	} catch {
		// The outbox has said so.
		return null;
	}
}

/** Keeps a photo, small and upright; whether it could be. */
export async function keepPhoto(ticket: string, file: Blob, stage?: string): Promise<boolean> {
	const photo = await photoOf(file);
	return photo !== null && (await keep("photo", ticket, stage ? { stage } : {}, { file: photo })) !== null;
}

/** A photo as it is kept, small and upright; null, and said so, where none can be made of the file. */
export async function photoOf(file: Blob): Promise<Blob | null> {
	try {
		return await prepared(file);
	} catch (error) {
		toast(refusal(error), "bad");
		return null;
	}
}

/** Keeps a short video or a spoken note. */
export async function keepFile(ticket: string, file: Blob, name: string): Promise<boolean> {
	if (file.size > MOST_FILE_MEGABYTES * MEGABYTE) {
		toast(__("{0}: {1} MB are more than the {2} MB allowed. Take a shorter one.", [name, Math.round(file.size / MEGABYTE), MOST_FILE_MEGABYTES]), "bad");
		return false;
	}
	return (await keep("attachment", ticket, { name }, { file })) !== null;
}

/** Asks for a line or a choice; null where the person thought better of it. */
export function asked(title: string, field: string, value = "", yes = __("OK")): Promise<string | null> {
	return ask({ title, field, value, required: true, yes, no: __("Not Now") });
}

function refusal(error: unknown): string {
	const reason = error instanceof PhotoRefused ? error.reason : "no image";
	if (reason === "heic") {
		return __("Photo: HEIC pictures cannot be read here. Set the camera to JPEG (on an iPhone: Settings, Camera, Formats, Most Compatible).");
	}
	if (reason === "too large") return __("Photo: it is too large. Take it with a lower resolution.");
	return __("Photo: the file is no JPEG, PNG or WebP picture. Take a photo with the camera.");
}
