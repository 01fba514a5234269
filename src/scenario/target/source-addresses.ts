/**
 * `--source-addresses` as written: addresses, ranges of them, networks, and names of interfaces, with commas between.
 *
 *     127.0.0.2-127.0.0.60     10.0.0.0/24     10.0.0.5,10.0.0.9     eth0     fd00::10-fd00::1f
 *
 * 1. In the order that is written, each address once.
 * 2. Of an IPv4 network of more than two addresses, the first (the network) and the last (broadcast) are no host's.
 * 3. Whether the machine has these addresses and interfaces is not asked here.
 */
import { addressBits, type IpAddress, ipAddressText, parseIpAddress } from "../../kernel/ip-address.ts";

export type SourceItem =
  | { readonly type: "addresses"; readonly written: string; readonly addresses: readonly string[] }
  | { readonly type: "interface"; readonly name: string };

/** How many addresses may be named: more pairs of address and port than a machine has memory for connections. */
export const mostSourceAddresses = 4_096;

/** What was found instead of source addresses, and what to do about it. */
export interface SourceFault {
  /** Follows "found". */
  readonly found: string;
  readonly hint?: string;
}

export const sourceAddressesExpected =
  "addresses such as 127.0.0.2-127.0.0.60, 10.0.0.0/24, fd00::2 or the name of an interface, with commas between";

export function readSourceAddresses(text: string): readonly SourceItem[] | SourceFault {
  const items: SourceItem[] = [];
  let count = 0;
  for (const written of text.split(",").map((item) => item.trim())) {
    const item = readItem(written);
    if (!("type" in item)) return item;
    count += item.type === "addresses" ? item.addresses.length : 1;
    if (count > mostSourceAddresses) return tooMany(JSON.stringify(text), BigInt(count));
    items.push(item);
  }
  return items;
}

function readItem(written: string): SourceItem | SourceFault {
  const quoted = JSON.stringify(written);
  if (written === "") return { found: "an empty item" };
  const single = parseIpAddress(written);
  if (single !== undefined) return addressesOf(written, single, single);
  const network = /^([^/]+)\/(.*)$/.exec(written);
  if (network !== null) return readNetwork(quoted, written, network[1]!, network[2]!);
  const [first, last] = written.split("-").map((end) => parseIpAddress(end.trim()));
  if (first !== undefined && last !== undefined) return readRange(quoted, written, first, last);
  if (first !== undefined || last !== undefined)
    return { found: quoted, hint: "Both ends of a range are whole addresses: 10.0.0.2-10.0.0.60." };
  // Names of interfaces have no more than 15 characters (IFNAMSIZ), neither white space nor a slash.
  if (/^[^\s/:%]{1,15}$/.test(written) && !/^[\d.]+$/.test(written)) return { type: "interface", name: written };
  const zoned = written.includes("%");
  return {
    found: quoted,
    ...(zoned && { hint: "Addresses of one link only (fe80::...%eth0) are not supported." }),
  };
}

function readRange(quoted: string, written: string, first: IpAddress, last: IpAddress): SourceItem | SourceFault {
  if (first.family !== last.family) return { found: `${quoted}, a range from IPv${first.family} to IPv${last.family}` };
  if (last.value < first.value)
    return {
      found: `${quoted}, which ends before it begins`,
      hint: `Write ${ipAddressText(last)}-${ipAddressText(first)}.`,
    };
  return addressesOf(written, first, last);
}

function readNetwork(quoted: string, written: string, base: string, bits: string): SourceItem | SourceFault {
  const address = parseIpAddress(base);
  if (address === undefined) return { found: quoted };
  const width = addressBits[address.family];
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > width)
    return { found: `${quoted}, whose prefix is not a number from 0 to ${width}` };
  const size = 1n << BigInt(width - Number(bits));
  const first = (address.value / size) * size;
  const { family } = address;
  if (first !== address.value)
    return {
      found: `${quoted}, which is an address inside a network`,
      hint: `The network is ${ipAddressText({ family, value: first })}/${bits}, the address alone ${base}.`,
    };
  const spared = family === 4 && size > 2n ? 1n : 0n;
  return addressesOf(written, { family, value: first + spared }, { family, value: first + size - 1n - spared });
}

function addressesOf(written: string, first: IpAddress, last: IpAddress): SourceItem | SourceFault {
  const count = last.value - first.value + 1n;
  if (count > BigInt(mostSourceAddresses)) return tooMany(JSON.stringify(written), count);
  const { family } = first;
  return {
    type: "addresses",
    written,
    addresses: Array.from({ length: Number(count) }, (_, at) =>
      ipAddressText({ family, value: first.value + BigInt(at) }),
    ),
  };
}

function tooMany(quoted: string, count: bigint): SourceFault {
  return {
    found: `${quoted}, which is ${count > 1_000_000n ? "more than a million" : count} addresses`,
    hint: `At most ${mostSourceAddresses}; one is enough for 64,000 connections to each address and port of a target.`,
  };
}
