/** What `flotilla run` shows while it goes: a live view on a terminal, plain lines elsewhere, warnings alone when it is to be quiet. */
import type { Notice, RunOutput } from "../fleet/run-events.ts";
import { LiveView } from "../report/live-view.ts";
import { PlainLines } from "../report/plain-lines.ts";
import type { Terminal } from "../report/terminal.ts";
import type { Plan } from "../scenario/plan.ts";
import { flag, type Given, list } from "./command.ts";
import { type Host, inColour } from "./host.ts";

export type Screen = "live" | "plain" | "silent";

export function screenOf(given: Given, { env, stdout }: Host, { clock }: Plan): Screen {
  if (flag(given, "json") || flag(given, "quiet")) return "silent";
  // In virtual time it is over before anybody looks; frames and a view in place do not go together.
  const changes = clock.speed !== "max" && list(given, "trace").length === 0;
  return changes && stdout.isTTY && env["TERM"] !== "dumb" && !inCi(env) ? "live" : "plain";
}

export function screenOutputs(screen: Screen, { env, stdout, stderr }: Host): RunOutput[] {
  switch (screen) {
    case "live":
      // Of the view nothing is left in the end.
      return [new LiveView(stdout, { colour: inColour(stdout, env) }), new Warnings(stderr, "at the end")];
    case "plain":
      return [new PlainLines(stdout)];
    case "silent":
      return [new Warnings(stderr, "at once")];
  }
}

function inCi({ CI: ci }: Host["env"]): boolean {
  return ci !== undefined && !["", "0", "false"].includes(ci);
}

/** Of a kind at fault there may be one for every device. */
const mostWarnings = 20;

class Warnings implements RunOutput {
  readonly #terminal: Terminal;
  readonly #when: "at once" | "at the end";
  readonly #texts = new Set<string>();

  constructor(terminal: Terminal, when: "at once" | "at the end") {
    this.#terminal = terminal;
    this.#when = when;
  }

  noticed({ level, text }: Notice): void {
    if (level !== "warning" || this.#texts.has(text) || this.#texts.size >= mostWarnings) return;
    this.#texts.add(text);
    if (this.#when === "at once") this.#write(text);
  }

  finished(): void {
    if (this.#when === "at the end") for (const text of this.#texts) this.#write(text);
  }

  #write(text: string): void {
    this.#terminal.write(`warning: ${text}\n`);
  }
}
