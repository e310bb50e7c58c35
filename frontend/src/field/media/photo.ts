// Photos before they are kept: small enough for a slow line, upright whatever way the phone was held, and of a kind that
// the office can open. What cannot be is refused here, not after the day's last ticket.

import { exifOf, orientationOf, withExif } from "./exif";

export const LONGEST_SIDE = 2048;
const MEGABYTE = 1024 * 1024;
const USUAL_MEGABYTES = 10;
const QUALITIES = [0.85, 0.7, 0.55, 0.4];
const HEIC_BRANDS = ["heic", "heix", "heim", "hevc", "hevx", "mif1", "msf1"];

export type Reason = "no image" | "heic" | "too large";

/** A file of which no photo can be made. */
export class PhotoRefused extends Error {
	constructor(public readonly reason: Reason) {
		super(reason);
	}
}

/** A picture that the browser has opened, upright. */
export interface Picture {
	width: number;
	height: number;
	/** It as a JPEG of that size. */
	jpeg(width: number, height: number, quality: number): Promise<Uint8Array<ArrayBuffer>>;
	close(): void;
}

export type Opener = (file: Blob) => Promise<Picture>;

/** The photo as a JPEG of at most `mostMegabytes` (0: the usual limit); raises PhotoRefused. */
export async function prepared(file: Blob, mostMegabytes = 0, open: Opener = opened): Promise<Blob> {
	const most = (mostMegabytes || USUAL_MEGABYTES) * MEGABYTE;
	const content = new Uint8Array(await file.arrayBuffer());
	const isHeic = looksHeic(content);
	const picture = await open(file).catch(() => {
		throw new PhotoRefused(isHeic ? "heic" : "no image");
	});
	try {
		const exif = exifOf(content);
		const size = fitted(picture.width, picture.height);
		const isJpeg = content[0] === 0xff && content[1] === 0xd8;
		if (isJpeg && size.width === picture.width && content.length <= most && orientationOf(exif) === 1) {
			return new Blob([content], { type: "image/jpeg" });
		}
		for (const quality of QUALITIES) {
			const drawn = await picture.jpeg(size.width, size.height, quality);
			const jpeg = exif ? withExif(drawn, exif) : drawn;
			if (jpeg.length <= most) {
				return new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: "image/jpeg" });
			}
		}
		throw new PhotoRefused("too large");
	} finally {
		picture.close();
	}
}

/** Whether the file is one of Apple's HEIC pictures, by its content. */
export function looksHeic(content: Uint8Array): boolean {
	const text = String.fromCharCode(...content.subarray(4, 12));
	return text.startsWith("ftyp") && HEIC_BRANDS.includes(text.slice(4));
}

/** The size at which the longer side is LONGEST_SIDE at most. */
export function fitted(width: number, height: number): { width: number; height: number } {
	const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

// By an image element: it turns the picture as the camera was held in every browser, and opens HEIC where the device can.
async function opened(file: Blob): Promise<Picture> {
	const address = URL.createObjectURL(file);
	const image = new Image();
	image.src = address;
	try {
		await image.decode();
	} catch (error) {
		URL.revokeObjectURL(address);
		throw error;
	}
	return {
		width: image.naturalWidth,
		height: image.naturalHeight,
		jpeg: (width, height, quality) => drawn(image, width, height, quality),
		close: () => URL.revokeObjectURL(address),
	};
}

async function drawn(image: HTMLImageElement, width: number, height: number, quality: number) {
	const canvas = document.createElement("canvas");
	Object.assign(canvas, { width, height });
	const pen = canvas.getContext("2d")!;
	pen.fillStyle = "#fff";
	pen.fillRect(0, 0, width, height);
	pen.drawImage(image, 0, 0, width, height);
	const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", quality));
	// An old iPhone frees a canvas late, and refuses further ones.
	canvas.width = canvas.height = 0;
	if (!blob) {
		throw new PhotoRefused("no image");
	}
	return new Uint8Array(await blob.arrayBuffer());
}
