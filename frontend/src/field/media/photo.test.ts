import { describe, expect, it } from "vitest";
import { exifOf, orientationOf, withExif } from "./exif";
import { type Opener, PhotoRefused, fitted, looksHeic, prepared } from "./photo";

const TAKEN = "2026:11:29 09:00:00";

/** A JPEG of a camera: how it was held, when it took the picture, and a directory for a small picture. */
function camera(orientation: number, little = true): Uint8Array<ArrayBuffer> {
	const notes = new DataView(new ArrayBuffer(6 + 8 + 2 + 24 + 4 + 20));
	const text = (at: number, words: string) => [...words].forEach((letter, place) => notes.setUint8(at + place, letter.charCodeAt(0)));
	text(0, "Exif\0\0");
	text(6, little ? "II" : "MM");
	notes.setUint16(8, 42, little);
	notes.setUint32(10, 8, little);
	notes.setUint16(14, 2, little);
	[0x0112, 3].forEach((value, place) => notes.setUint16(16 + 2 * place, value, little));
	notes.setUint32(20, 1, little);
	notes.setUint16(24, orientation, little);
	[0x0132, 2].forEach((value, place) => notes.setUint16(28 + 2 * place, value, little));
	notes.setUint32(32, 20, little);
	notes.setUint32(36, 38, little);
	notes.setUint32(40, 999, little);
	text(44, TAKEN);
	const body = new Uint8Array(notes.buffer);
	const length = body.length + 2;
	return new Uint8Array([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255, ...body, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
}

const BARE = new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 2, 9, 0xff, 0xd9]);

function padded(more: number): Uint8Array<ArrayBuffer> {
	const jpeg = new Uint8Array(BARE.length + more);
	jpeg.set(BARE);
	return jpeg;
}

function opener(width: number, height: number, size = () => 100): Opener {
	return async () => ({ width, height, jpeg: async () => padded(size()), close: () => {} });
}

describe("what the camera noted", () => {
	it.each([1, 3, 6, 8])("is carried over, upright, when it was held as %i", (orientation) => {
		for (const little of [true, false]) {
			const exif = exifOf(camera(orientation, little))!;
			expect(orientationOf(exif)).toBe(orientation);
			const carried = exifOf(withExif(BARE, exif))!;
			expect(orientationOf(carried)).toBe(1);
			expect(new TextDecoder("latin1").decode(carried)).toContain(TAKEN);
			expect(new DataView(carried.buffer, carried.byteOffset + 6).getUint32(34, little)).toBe(0);
			expect(orientationOf(exif)).toBe(orientation);
		}
	});

	it("is nothing where the file is short, torn or no JPEG", () => {
		const whole = camera(6);
		for (let length = 0; length < whole.length; length++) {
			const exif = exifOf(whole.slice(0, length));
			expect([1, 6]).toContain(orientationOf(exif));
			if (exif) {
				withExif(BARE, exif);
			}
		}
		expect(exifOf(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toBeNull();
		expect(withExif(BARE, new Uint8Array(4))).toBe(BARE);
	});
});

describe("a photo", () => {
	it("that is small and upright stays byte for byte", async () => {
		const kept = await prepared(new Blob([camera(1)]), 0, opener(800, 600));
		expect(new Uint8Array(await kept.arrayBuffer())).toEqual(camera(1));
	});

	it("that is large or lies on its side is drawn anew and keeps its notes", async () => {
		for (const [orientation, width, height] of [[6, 800, 600], [1, 4000, 3000]]) {
			const made = await prepared(new Blob([camera(orientation)]), 0, opener(width, height));
			const exif = exifOf(new Uint8Array(await made.arrayBuffer()));
			expect(orientationOf(exif)).toBe(1);
			expect(made.type).toBe("image/jpeg");
		}
	});

	it("is drawn worse until it is small enough, else refused", async () => {
		const sizes = [3e6, 2e6, 5e5];
		const made = await prepared(new Blob([camera(6)]), 1, opener(800, 600, () => sizes.shift()!));
		expect(made.size).toBeLessThan(1024 * 1024);
		await expect(prepared(new Blob([camera(6)]), 1, opener(800, 600, () => 2e6))).rejects.toMatchObject({ reason: "too large" });
	});

	it("that the device cannot open is refused, and HEIC is named", async () => {
		const cannot: Opener = () => Promise.reject(new Error("no"));
		const heic = new Uint8Array([0, 0, 0, 24, ...[..."ftypheic"].map((letter) => letter.charCodeAt(0)), 0, 0]);
		await expect(prepared(new Blob([heic]), 0, cannot)).rejects.toMatchObject({ reason: "heic" });
		await expect(prepared(new Blob(["text"]), 0, cannot)).rejects.toBeInstanceOf(PhotoRefused);
		expect(looksHeic(BARE)).toBe(false);
	});

	it("in HEIC becomes a JPEG where the device can open it", async () => {
		const heic = new Uint8Array([0, 0, 0, 24, ...[..."ftypmif1"].map((letter) => letter.charCodeAt(0)), 0, 0]);
		const made = await prepared(new Blob([heic]), 0, opener(800, 600));
		expect(new Uint8Array(await made.arrayBuffer())[1]).toBe(0xd8);
	});

	it("never has a side of nothing", () => {
		expect(fitted(4096, 3072)).toEqual({ width: 2048, height: 1536 });
		expect(fitted(10000, 1)).toEqual({ width: 2048, height: 1 });
		expect(fitted(20, 10)).toEqual({ width: 20, height: 10 });
	});
});
