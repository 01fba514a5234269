/** A kind that says everything that is done to it, and does what tests need: thinks about a command, breaks the contract. */
import { defineKind, type Kind } from "../../src/device/kind.ts";
import { later, seconds } from "../../src/kernel/time.ts";

export const thinkingTime = seconds(10);

export const witness: Kind = defineKind({
  name: "witness",
  summary: "Says everything that is done to it.",
  matterType: "ours",
  power: "mains",
  rooms: { hall: 1 },
  attributes: {
    mood: {
      type: "choice",
      options: ["calm", "odd"],
      role: "state",
      writable: true,
      report: { min: "0s", max: "never" },
      doc: "How it feels.",
      matter: "ours",
    },
  },
  commands: {
    echo: { doc: "Answers at once.", args: { text: { type: "text", maxLength: 100, doc: "What." } }, matter: "ours" },
    ponder: { doc: "Answers after ten seconds.", args: {}, matter: "ours" },
    explode: { doc: "Breaks the contract.", args: {}, matter: "ours" },
  },
  events: {
    happened: {
      doc: "Somebody in the home did something.",
      severity: "info",
      data: { type: { type: "text", maxLength: 20, doc: "What." }, at: { type: "number", doc: "When." } },
      matter: "ours",
    },
    fault: {
      doc: "A fault came or went.",
      severity: "warning",
      data: { active: { type: "boolean", doc: "Whether it is there now." } },
      matter: "ours",
    },
  },
  settings: { stillborn: { type: "boolean", default: false, doc: "Breaks the contract at its start." } },
  faults: { sulking: { doc: "Sulks." } },
  acts: { die: { doc: "Breaks the contract.", args: {} } },
  wakes: ["answer"],
  signals: {},
  start(context): { calls: number[] } {
    if (context.settings.stillborn) throw new Error("never lived");
    context.set("mood", "calm");
    return { calls: [] };
  },
  step(state, input, context) {
    switch (input.type) {
      case "happening":
        return context.raise("happened", { type: input.happening.type, at: input.happening.at });
      case "fault":
        return context.raise("fault", { active: input.active });
      case "desired":
        return context.set("mood", input.values.mood ?? "calm");
      case "wake":
        for (const call of state.calls.splice(0)) context.done(call);
        return;
      case "act":
        throw new Error("broke the contract");
      case "command":
        if (input.name === "explode") throw new Error("broke the contract");
        if (input.name === "echo") return context.done(input.call, { text: input.args.text });
        state.calls.push(input.call);
        return context.wake("answer", later(context.now, thinkingTime));
      default:
    }
  },
});
