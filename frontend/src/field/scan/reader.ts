// Reads codes in pictures: by the browser's own reader where it has one that knows our codes, else by one that is loaded
// only then. Both read a frame of the camera and a photo alike.

const FORMATS = ["qr_code", "data_matrix", "code_128", "code_39", "ean_13", "ean_8", "itf", "upc_a"] as const;

export type Source = HTMLVideoElement | HTMLCanvasElement | ImageBitmap | Blob;
export type Reader = (source: Source) => Promise<string[]>;

interface Detector {
	detect(source: Source): Promise<{ rawValue: string }[]>;
}
interface DetectorClass {
	new (options: { formats: string[] }): Detector;
	getSupportedFormats(): Promise<string[]>;
}

let made: Promise<Reader> | null = null;

/** The reader of this device; made once. */
export function reader(): Promise<Reader> {
	made ??= make().catch((error) => {
		made = null;
		throw error;
	});
	return made;
}

async function make(): Promise<Reader> {
	const detector = (await ownDetector()) ?? (await loadedDetector());
	return async (source) => (await detector.detect(source)).map(({ rawValue }) => rawValue).filter(Boolean);
}

async function ownDetector(): Promise<Detector | null> {
	const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
	const known = own ? await own.getSupportedFormats().catch(() => [] as string[]) : [];
	if (!own || !known.includes("qr_code") || !known.includes("code_128")) {
		return null;
	}
	return new own({ formats: FORMATS.filter((format) => known.includes(format)) });
}

async function loadedDetector(): Promise<Detector> {
	const [{ BarcodeDetector, prepareZXingModule }, { default: program }] = await Promise.all([
		import("barcode-detector/ponyfill"),
		import("zxing-wasm/reader/zxing_reader.wasm?url"),
	]);
	// Its default place is a server of others.
	prepareZXingModule({ overrides: { locateFile: (name: string, prefix: string) => (name.endsWith(".wasm") ? program : prefix + name) } });
	return new BarcodeDetector({ formats: [...FORMATS] }) as Detector;
}
