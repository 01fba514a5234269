/**
 * Loaded into a measured process beside the program (`node --expose-gc --import`): on SIGUSR2 it collects what nobody holds any more
 * and writes down what is left, into the file that the environment names.
 */
import { writeFileSync } from "node:fs";
import process from "node:process";

const file = process.env["FLOTILLA_BENCH_FILE"];

process.on("SIGUSR2", () => {
  // The first time round frees what the second can then let go of.
  for (let round = 0; round < 3; round++) globalThis.gc();
  writeFileSync(file, JSON.stringify(process.memoryUsage()));
});
