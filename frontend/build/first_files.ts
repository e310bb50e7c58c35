// Which built files the field app needs without a connection: everything that its entry reaches, also what it loads later.

interface Chunk {
	file: string;
	css?: string[];
	assets?: string[];
	imports?: string[];
	dynamicImports?: string[];
}

export type Manifest = Record<string, Chunk>;

/** The addresses of all files that `entry` reaches, in the order of the manifest. */
export function filesOf(manifest: Manifest, entry: string, base: string): string[] {
	const seen = new Set<string>();
	const files = new Set<string>();
	const open = [entry];
	while (open.length) {
		const name = open.pop()!;
		if (seen.has(name)) continue;
		seen.add(name);
		const chunk = manifest[name];
		for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(base + file);
		open.push(...(chunk.imports ?? []), ...(chunk.dynamicImports ?? []));
	}
	return [...files].sort();
}
