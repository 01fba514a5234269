/** The version of this package, from its own package.json. */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const packageVersion: string = (require("flotilla/package.json") as { readonly version: string }).version;
