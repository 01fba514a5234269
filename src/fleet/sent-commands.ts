/**
 * The timeline's commands to one device, from the request to the first state report that each causes.
 *
 *     sent ----> received ----> answered
 *      |            |  reported    |  reported
 *      v            v              v
 *     failed       done           done, or forgotten with the next command
 *
 * 1. A command that comes in is the oldest of its name that is on its way. Only when none is, it is one whose way is said to have
 *    failed: an API may answer too late and deliver all the same.
 * 2. Whatever has not come in is lost, so far. It is counted as it goes: to know how many, no device is asked. What was said to have
 *    failed has no latency, whenever it comes.
 * 3. A state report that a command caused is the effect of the oldest command without one. A command that was answered and changed
 *    nothing until the next one came has none: a locked lock stays as it is.
 * 4. Memory is bounded: of more than {@link mostWaiting} commands of a name the oldest count as failed.
 */
import type { Call } from "../device/kind.ts";
import type { CommandLedger } from "../metrics/tally.ts";

const mostWaiting = 1_000;

/** Times are the clock's real milliseconds at which a command was meant to be sent. */
export class SentCommands {
  readonly #ledger: CommandLedger;
  readonly #byName: Map<string, { readonly waiting: number[]; failed: number }> = new Map();
  /** Received, and without an effect so far. */
  #effective: { readonly call: Call; readonly sentAt: number; answered: boolean }[] = [];

  /** @param ledger of the fleet, in which what is lost is counted. */
  constructor(ledger: CommandLedger) {
    this.#ledger = ledger;
  }

  sent(name: string, sentAt: number): void {
    this.#ledger.lost++;
    let ofName = this.#byName.get(name);
    if (ofName === undefined) this.#byName.set(name, (ofName = { waiting: [], failed: 0 }));
    ofName.waiting.push(sentAt);
    if (ofName.waiting.length <= mostWaiting) return;
    ofName.waiting.shift();
    ofName.failed++;
  }

  /** The way of the one sent at `sentAt` failed. Harmless when it has come in nevertheless. */
  failed(name: string, sentAt: number): void {
    const ofName = this.#byName.get(name);
    const place = ofName?.waiting.indexOf(sentAt) ?? -1;
    if (ofName === undefined || place < 0) return;
    ofName.waiting.splice(place, 1);
    ofName.failed++;
  }

  /** A command of this name has come in. Returns when it was sent, if its latency counts. */
  received(name: string, call: Call): number | undefined {
    this.#effective = this.#effective.filter(({ answered }) => !answered);
    const ofName = this.#byName.get(name);
    if (ofName === undefined) return undefined;
    const sentAt = ofName.waiting.shift();
    if (sentAt !== undefined) this.#effective.push({ call, sentAt, answered: false });
    else if (ofName.failed > 0) ofName.failed--;
    else return undefined;
    this.#ledger.lost--;
    return sentAt;
  }

  answered(call: Call): void {
    const one = this.#effective.find((effective) => effective.call === call);
    if (one !== undefined) one.answered = true;
  }

  /** A command has changed the device's state. Returns when it was sent, if it was one of these. */
  reported(): number | undefined {
    return this.#effective.shift()?.sentAt;
  }
}
