import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (name: string) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf-8"));

it("gives the reader the program of the very version that it was made for", () => {
	expect(read("zxing-wasm").version).toBe(read("barcode-detector").dependencies["zxing-wasm"]);
});
