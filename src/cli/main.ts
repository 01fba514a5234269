#!/usr/bin/env node
/** The bin: hands the process to the program. The one place that knows the process. */
import { performance } from "node:perf_hooks";
import process from "node:process";
import type { Host, Signal } from "./host.ts";
import { standardStream } from "./standard-stream.ts";
import { keepYoungGenerationSmall } from "./young-generation.ts";

keepYoungGenerationSmall();
const { delivered, flotilla } = await import("./flotilla.ts");

/** Faster than anybody presses a key twice. */
const echoMillis = 100;

const stdout = standardStream(process.stdout, "stdout");
const host: Host = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout,
  stderr: standardStream(process.stderr, "stderr"),
  // Node ignores this signal itself and gives the stream an error instead.
  onSignal: (signal, listener) => (signal === "SIGPIPE" ? stdout.onReaderLeft(listener) : onProcess(signal, listener)),
};

process.exitCode = await delivered(await flotilla(host), host);

/**
 * One key press may be heard twice: the terminal tells every process of its group, and npm (`npm start`, `npx flotilla`) tells
 * those it started once more, milliseconds later. That is no second interrupt.
 */
function onProcess(signal: Exclude<Signal, "SIGPIPE">, listener: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const heard = (): void => {
    const now = performance.now();
    const echo = now - last < echoMillis;
    last = now;
    if (!echo) listener();
  };
  process.on(signal, heard);
  return () => void process.off(signal, heard);
}
