/** Loads main.ts with the package's own name standing for its source, so that one copy of every module runs. */
import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

const source = (path: string): string => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

await createJiti(import.meta.url, {
  alias: {
    "flotilla/device": source("device/index.ts"),
    "flotilla/scenario": source("scenario/index.ts"),
    "flotilla/testing": source("testing/index.ts"),
    flotilla: source("index.ts"),
  },
}).import("./main.ts");
