/** The build that is measured: `dist` of this checkout, or that of another one (`--build DIR`), to compare the two. */
import { resolve } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("../../", import.meta.url));
const { values } = parseArgs({ options: { build: { type: "string" } }, strict: false, allowPositionals: true });
const folder = typeof values.build === "string" ? resolve(process.cwd(), values.build) : resolve(root, "dist");

/** The command line's program. */
export const bin: string = resolve(folder, "src/cli/main.js");

/** A module of the build, for `import()`. */
export function built(path: string): string {
  return pathToFileURL(resolve(folder, path)).href;
}

/** A file of this checkout. */
export function inCheckout(path: string): string {
  return resolve(root, path);
}
