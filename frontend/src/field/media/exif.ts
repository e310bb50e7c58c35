// What a camera writes into a JPEG beside the picture: when and where it was taken. A picture drawn anew loses it, so it
// is carried over; only the way the camera was held is not, for the new picture stands upright.

const BEGINS = [0x45, 0x78, 0x69, 0x66, 0, 0];
const ORIENTATION = 0x0112;
const UPRIGHT = 1;
const [START, APP1, SCAN] = [0xd8, 0xe1, 0xda];

/** The Exif notes of a JPEG (with their mark in front), or null where it has none. */
export function exifOf(jpeg: Uint8Array): Uint8Array | null {
	if (jpeg[0] !== 0xff || jpeg[1] !== START) {
		return null;
	}
	let at = 2;
	while (at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== SCAN) {
		const length = jpeg[at + 2] * 256 + jpeg[at + 3];
		const body = jpeg.subarray(at + 4, at + 2 + length);
		if (length < 2) {
			return null;
		}
		if (jpeg[at + 1] === APP1 && BEGINS.every((byte, place) => body[place] === byte)) {
			return body;
		}
		at += 2 + length;
	}
	return null;
}

/** How the camera was held, 1 (upright) to 8; 1 where the notes do not say. */
export function orientationOf(exif: Uint8Array | null): number {
	const found = exif && entries(exif);
	return found?.orientation === undefined ? UPRIGHT : found.view.getUint16(found.orientation, found.little);
}

/** The JPEG with these notes, saying that it stands upright; a small picture among the notes is left out. */
export function withExif(jpeg: Uint8Array, exif: Uint8Array): Uint8Array {
	const notes = exif.slice();
	const found = entries(notes);
	if (!found || notes.length + 2 > 0xffff) {
		return jpeg;
	}
	if (found.orientation !== undefined) {
		found.view.setUint16(found.orientation, UPRIGHT, found.little);
	}
	if (found.next + 4 <= found.view.byteLength) {
		found.view.setUint32(found.next, 0, found.little);
	}
	const joined = new Uint8Array(jpeg.length + notes.length + 4);
	const length = notes.length + 2;
	joined.set(jpeg.subarray(0, 2));
	joined.set([0xff, APP1, length >> 8, length & 0xff], 2);
	joined.set(notes, 6);
	joined.set(jpeg.subarray(2), 6 + notes.length);
	return joined;
}

// The first directory of the notes: where its orientation stands, and where the place of the next directory does.
function entries(exif: Uint8Array) {
	if (exif.byteLength < BEGINS.length + 14) {
		return null;
	}
	const view = new DataView(exif.buffer, exif.byteOffset + BEGINS.length, exif.byteLength - BEGINS.length);
	const order = view.getUint16(0);
	const little = order === 0x4949;
	const first = view.getUint32(4, little);
	if ((!little && order !== 0x4d4d) || first + 2 > view.byteLength) {
		return null;
	}
	const count = view.getUint16(first, little);
	const next = first + 2 + count * 12;
	if (next > view.byteLength) {
		return null;
	}
	let orientation: number | undefined;
	for (let entry = first + 2; entry < next; entry += 12) {
		if (view.getUint16(entry, little) === ORIENTATION) {
			orientation = entry + 8;
		}
	}
	return { view, little, next, orientation };
}
