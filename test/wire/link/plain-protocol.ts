/**
 * A protocol of one word and its arguments per text frame: small, but whole, so that links can be tested without `native`.
 *
 *     device: hello <sessions before>   sample <seq>[!]   backlog <seq> <seq>...   event <id>   state <version>
 *             answer <id> ok|<failure>   bye <reason>                      (! asks for an acknowledgement)
 *     server: ready [<heartbeat ms>] [ack]   command <id> <name>   query <id>   ack <seq>   timer <slot> [<ms>]
 *             leave   twice   again   what   bad   noise
 *
 * Close codes 4001 and 403 forbid coming back; 4013 and a reason that is a number set the least wait.
 */
import { millis } from "../../../src/kernel/time.ts";
import type {
  Carry,
  DeviceView,
  GoodbyeReason,
  ProtocolAdapter,
  Session,
  SessionIo,
  Verdict,
} from "../../../src/wire/protocol/adapter.ts";
import type { DeviceEvent, Outcome, RequestRef, Sample, StatePatch } from "../../../src/wire/protocol/message.ts";
import type { ConnectionEnd } from "../../../src/wire/transport/transport.ts";

export const plainProtocol: ProtocolAdapter = {
  name: "plain",
  subprotocols: ["plain.v1"],
  framing: "text",
  session: (device, _options, io, carried) => new PlainSession(device, io, carried),
};

class PlainSession implements Session {
  readonly #io: SessionIo;
  readonly #before: number;
  #unacknowledged: number;

  constructor(_device: DeviceView, io: SessionIo, carried: unknown) {
    this.#io = io;
    this.#before = carried instanceof PlainCarry ? carried.sessions : 0;
    this.#unacknowledged = carried instanceof PlainCarry ? carried.samples : 0;
  }

  onOpen(): void {
    this.#io.send(`hello ${this.#before}`);
  }

  onText(text: string): void {
    const [word, ...args] = text.split(" ");
    switch (word) {
      case "ready":
        this.#io.up({
          type: "ready",
          ...(args[0] !== undefined && { heartbeat: millis(Number(args[0])) }),
          ...(args[1] !== undefined && { acknowledge: true }),
        });
        return;
      case "command":
        this.#io.up({ type: "command", ref: args[0], name: args[1]!, args: {} });
        return;
      case "query":
        this.#io.up({ type: "query", ref: args[0] });
        return;
      case "ack":
        this.#unacknowledged--;
        this.#io.acknowledged(5);
        this.#io.up({ type: "acknowledged", seq: Number(args[0]) });
        return;
      case "timer":
        this.#io.timer(Number(args[0]), args[1] === undefined ? undefined : millis(Number(args[1])));
        return;
      case "again":
        this.#io.refused("duplicate");
        return;
      case "what":
        this.#io.refused("unknown");
        return;
      case "bad":
        this.#io.refused("invalid");
        return;
      case "leave":
        this.#io.close(1000, "");
        return;
      case "twice":
        this.#io.up({ type: "unhandled", detail: "first" });
        this.#io.up({ type: "unhandled", detail: "second" });
        return;
      case "noise":
        this.#io.up({ type: "violation", detail: text });
        return;
      default:
        this.#io.up({ type: "unhandled", detail: text });
    }
  }

  onBinary(): void {
    this.#io.up({ type: "violation", detail: "binary" });
  }

  onTimer(slot: number): void {
    this.#io.send(`timer ${slot}`);
  }

  onEnd(end: ConnectionEnd): Verdict {
    if (end.type === "refused") return end.status === 403 ? { act: "stop", why: "forbidden" } : { act: "reconnect" };
    if (end.type === "closed" && end.code === 4001) return { act: "stop", why: "unauthorized" };
    if (end.type === "closed" && end.code === 4013) return { act: "reconnect", after: millis(Number(end.reason)) };
    return { act: "reconnect" };
  }

  telemetry(sample: Sample, acknowledge: boolean): void {
    if (!this.#io.send(`sample ${sample.seq}${acknowledge ? "!" : ""}`)) this.#io.dropped("sample", 1);
    else if (acknowledge) this.#unacknowledged++;
  }

  backlog(samples: readonly Sample[], acknowledge: boolean): void {
    const text = `backlog ${samples.map(({ seq }) => seq).join(" ")}${acknowledge ? "!" : ""}`;
    if (!this.#io.send(text)) this.#io.dropped("sample", samples.length);
    else if (acknowledge) this.#unacknowledged += samples.length;
  }

  state(patch: StatePatch): void {
    this.#io.send(`state ${patch.version}`);
  }

  event(event: DeviceEvent): void {
    if (!this.#io.send(`event ${event.id}`)) this.#io.dropped("event", 1);
  }

  answer(ref: RequestRef, outcome: Outcome): void {
    this.#io.send(`answer ${String(ref)} ${outcome.ok ? "ok" : outcome.failure}`);
  }

  goodbye(reason: GoodbyeReason): void {
    this.#io.send(`bye ${reason}`);
    if (reason !== "sleep") this.#io.close(1000, reason);
  }

  carry(): Carry {
    return new PlainCarry(this.#before + 1, this.#unacknowledged);
  }
}

/** The samples are only counted: nothing is sent a second time. */
class PlainCarry implements Carry {
  readonly sessions: number;
  readonly samples: number;

  constructor(sessions: number, samples: number) {
    this.sessions = sessions;
    this.samples = samples;
  }

  withoutSamples(): Carry {
    return new PlainCarry(this.sessions, 0);
  }
}
