/**
 * Test projects. `unit` covers src and devices file by file, `property` holds what must be true of every input,
 * `e2e` holds one file per promise and may open sockets on loopback. The guards of support/guards.ts watch over all of them.
 */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = { resolve: { conditions: ["flotilla-source"] }, ssr: { resolve: { conditions: ["flotilla-source"] } } };
const root = fileURLToPath(new URL("..", import.meta.url));
const setupFiles = ["test/support/guards.ts", "test/support/fast-check-seed.ts"];

export default defineConfig({
  root,
  test: {
    projects: [
      {
        ...source,
        root,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.property.test.ts", "test/e2e/**"],
          setupFiles,
          // Against what hangs, not against what is slow on a busy machine.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        root,
        test: { name: "property", include: ["test/**/*.property.test.ts"], setupFiles, testTimeout: 60_000 },
      },
      {
        ...source,
        root,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
