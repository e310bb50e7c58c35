// Acts as the screens do them: kept first, and told where the phone cannot keep them.

import { ask, toast } from "../shared/dialogs";
import { __ } from "../shared/i18n";
import { act, type ActValues, type Kind } from "./outbox";
import type { ActOptions } from "./outbox/box";
import { prepared, PhotoRefused } from "./media/photo";

const MEGABYTE = 1024 * 1024;
/** What a slow line still carries, and a server takes. */
export const MOST_FILE_MEGABYTES = 20;

/** Keeps an act; whether it could be. */
export async function keep<K extends Kind>(kind: K, ticket: string, values: ActValues[K], options: ActOptions = {}): Promise<boolean> {
	try {
		await act(kind, ticket, values, options);
		return true;
	} catch {
		// The outbox has said so.
		return false;
	}
}

/** Keeps a photo, small and upright. */
export async function keepPhoto(ticket: string, file: Blob, stage?: string): Promise<boolean> {
	let photo: Blob;
	try {
		photo = await prepared(file);
	} catch (error) {
		toast(refusal(error), "bad");
		return false;
	}
	return keep("photo", ticket, stage ? { stage } : {}, { file: photo });
}

/** Keeps a short video or a spoken note. */
export async function keepFile(ticket: string, file: Blob, name: string): Promise<boolean> {
	if (file.size > MOST_FILE_MEGABYTES * MEGABYTE) {
		toast(__("{0}: {1} MB are more than the {2} MB allowed. Take a shorter one.", [name, Math.round(file.size / MEGABYTE), MOST_FILE_MEGABYTES]), "bad");
		return false;
	}
	return keep("attachment", ticket, { name }, { file });
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
