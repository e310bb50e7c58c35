import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

import { filesOf } from "./build/first_files.ts";
import { BASE, OUTPUT } from "./vite.config.ts";

// The service worker of /field stands by itself and knows the files of the page, so it is built after them.
const manifest = JSON.parse(readFileSync(`${OUTPUT}/manifest.json`, "utf-8"));

export default defineConfig({
	publicDir: false,
	define: { __FILES__: JSON.stringify(filesOf(manifest, "src/field/main.ts", BASE)) },
	build: {
		outDir: OUTPUT,
		emptyOutDir: false,
		target: "es2022",
		lib: { entry: "src/field/worker/worker.ts", formats: ["iife"], name: "worker", fileName: () => "field-worker.js" },
	},
});
