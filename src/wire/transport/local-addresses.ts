/**
 * Where the dials of a shard come from, when it was told: an explicit pair of local address and port for each.
 *
 * Left alone, the kernel searches a free port for every dial, which becomes slow, and then impossible, as the ports of one
 * address run out. A pair may be used towards every address and port of a target at the same time, so each has its own
 * {@link LocalPorts}.
 */
import type { Clock } from "../../kernel/clock.ts";
import { parseIpAddress } from "../../kernel/ip-address.ts";
import { type LocalPortFigures, LocalPorts } from "./local-ports.ts";
import type { PortRange, SourceSlice } from "./source-slice.ts";

export class LocalAddresses {
  readonly #slice: SourceSlice;
  readonly #clock: Clock;
  readonly #exhausted: (text: string) => void;
  readonly #towards = new Map<string, LocalPorts>();
  #told = false;
  /** Which addresses a target's name may have to be reached: 0 is both. */
  readonly family: 0 | 4 | 6;

  /** @param exhausted is told, once, when a dial found no pair */
  constructor(slice: SourceSlice, clock: Clock, exhausted: (text: string) => void = () => {}) {
    this.#slice = slice;
    this.#clock = clock;
    this.#exhausted = exhausted;
    const four = slice.addresses.some((address) => familyOf(address) === 4);
    const six = slice.addresses.some((address) => familyOf(address) === 6);
    this.family = four === six ? 0 : four ? 4 : 6;
  }

  /** The pairs towards an address, not a name, and a port. */
  towards(address: string, port: number): LocalPorts {
    const key = `${address} ${port}`;
    let ports = this.#towards.get(key);
    if (ports === undefined) {
      ports = new LocalPorts(this.#sliceFor(address, port), this.#clock);
      this.#towards.set(key, ports);
    }
    return ports;
  }

  /** Why a dial found no pair, and what to do. */
  noneLeft(address: string, port: number): string {
    const { pairs, inUse, resting, occupied } = this.towards(address, port).figures();
    const target = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
    const found =
      pairs === 0
        ? `no source address of its family`
        : `none of ${this.#owned(pairs)}: ${inUse} in use, ${resting} at rest after use, ${occupied} used by others`;
    const text = `expected a free local address and port towards ${target}, found ${found}`;
    if (!this.#told) this.#exhausted(`${text}. Name more addresses with --source-addresses.`);
    this.#told = true;
    return text;
  }

  /** Of several shards each has a part of the pairs. */
  #owned(pairs: number): string {
    const { number, count } = this.#slice;
    return count === 1 ? `${pairs}` : `the ${pairs} of shard ${number}`;
  }

  /** Of the target with the fewest left; `undefined` before the first dial. */
  figures(): LocalPortFigures | undefined {
    let fewest: LocalPortFigures | undefined;
    for (const ports of this.#towards.values()) {
      const figures = ports.figures();
      if (fewest === undefined || figures.left < fewest.left) fewest = figures;
    }
    return fewest;
  }

  /** A connection from the target's own address and port would meet itself (RFC 9293 §3.5, simultaneous open). */
  #sliceFor(address: string, port: number): SourceSlice {
    const family = familyOf(address);
    return {
      ...this.#slice,
      addresses: this.#slice.addresses.filter((one) => familyOf(one) === family),
      ports: without(this.#slice.ports, port),
    };
  }
}

function familyOf(address: string): 4 | 6 | undefined {
  return parseIpAddress(address)?.family;
}

/** Port ranges without one of their ports. */
export function without(ports: readonly PortRange[], port: number): readonly PortRange[] {
  return ports.flatMap((range) => {
    if (port < range.first || port > range.last) return [range];
    return [
      { first: range.first, last: port - 1 },
      { first: port + 1, last: range.last },
    ].filter(({ first, last }) => first <= last);
  });
}
