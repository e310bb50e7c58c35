import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

import { strings } from "./build/strings.ts";

export const BASE = "/assets/fsm_app/frontend/";
export const OUTPUT = "../fsm_app/public/frontend";

// Two pages with what they share: the engineer's phone and the dispatcher's board. fsm_app/common/frontend_assets.py reads the manifest.
export default defineConfig({
	base: BASE,
	plugins: [vue(), strings({ field: ["src/field", "src/shared"], dispatch: ["src/dispatch", "src/shared"] })],
	build: {
		outDir: OUTPUT,
		emptyOutDir: true,
		assetsDir: ".",
		manifest: "manifest.json",
		target: "es2022",
		rollupOptions: { input: { field: "src/field/main.ts", dispatch: "src/dispatch/main.ts" } },
	},
	// Patience for a busy machine: no test asks how long something takes.
	test: { environment: "happy-dom", testTimeout: 120_000, hookTimeout: 120_000, include: ["src/**/*.test.ts", "build/*.test.ts"] },
});
