#!/usr/bin/env node
/** The bin: hands the process to the program. The one place that knows the process. */
import { performance } from "node:perf_hooks";
import process from "node:process";
import type { Host, Signal } from "./host.ts";
import { keepYoungGenerationSmall } from "./young-generation.ts";

keepYoungGenerationSmall();
const { flotilla } = await import("./flotilla.ts");

/** Faster than anybody presses a key twice. */
const echoMillis = 100;
const brokenPipe = new Set<() => void>();

const host: Host = {
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: terminal(process.stdout),
  stderr: terminal(process.stderr),
  onSignal: (signal, listener) => (signal === "SIGPIPE" ? onBrokenPipe(listener) : onProcess(signal, listener)),
};

// A reader that went away (`flotilla run | head`) asks to stop; without this it would be an exception.
process.stdout.once("error", () => {
  for (const listener of brokenPipe) listener();
});
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.exitCode = await flotilla(host);

function terminal(stream: NodeJS.WriteStream): Host["stdout"] {
  return {
    write: (text) => void stream.write(text),
    drained: () => drained(stream),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 100;
    },
    get rows() {
      return stream.rows ?? 40;
    },
  };
}

/** Resolves when the reader has taken what was written, or has gone away. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of ["drain", "close", "error"]) stream.off(event, done);
      resolve();
    };
    for (const event of ["drain", "close", "error"]) stream.on(event, done);
  });
}

/** Node ignores the signal itself and gives the stream an error instead. */
function onBrokenPipe(listener: () => void): () => void {
  brokenPipe.add(listener);
  return () => void brokenPipe.delete(listener);
}

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
