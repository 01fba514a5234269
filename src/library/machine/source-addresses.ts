/**
 * Source addresses of a run: from what was written to addresses that this machine has, and the ports that may be used.
 *
 * Whether an address is of this machine only `bind` knows: all of 127/8 is, and routes of type local add more, though no
 * interface lists them. So each is bound once before the run.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import process from "node:process";
import { FlotillaError } from "../../kernel/errors.ts";
import { parseIpAddress } from "../../kernel/ip-address.ts";
import type { Plan } from "../../scenario/plan.ts";
import {
  readSourceAddresses,
  sourceAddressesExpected,
  type SourceItem,
} from "../../scenario/target/source-addresses.ts";
import { targetUrls } from "../../scenario/target/target-urls.ts";
import { without } from "../../wire/transport/local-addresses.ts";
import type { PortRange, SourceSlice } from "../../wire/transport/source-slice.ts";

/** All that may be used, before it is shared among shards. */
export type Sources = Pick<SourceSlice, "addresses" | "ports">;

/**
 * @param text as after `--source-addresses`
 * @param where it was written, for messages
 * @throws FlotillaError `usage`.
 */
export async function sourcesOf(text: string, where = "--source-addresses"): Promise<Sources> {
  const items = readSourceAddresses(text);
  if (!Array.isArray(items)) {
    const { found, hint } = items as Exclude<typeof items, readonly SourceItem[]>;
    throw new FlotillaError("usage", `expected ${sourceAddressesExpected} for ${where}, found ${found}`, { hint });
  }
  const addresses = [...new Set((items as readonly SourceItem[]).flatMap((item) => addressesOf(item, where)))];
  await checkOwn(addresses, where);
  return { addresses, ports: await usablePorts() };
}

/**
 * Those of a run: as asked for, else as its plan says; `undefined` when neither does, and in virtual time, which dials nobody.
 *
 * @throws FlotillaError `usage`.
 */
export async function sourcesOfRun(plan: Plan, asked: string | undefined): Promise<Sources | undefined> {
  const written = asked ?? plan.target?.sourceAddresses;
  if (written === undefined || plan.clock.speed === "max") return undefined;
  const where = asked === undefined ? "target.sourceAddresses" : "the source addresses";
  const sources = await sourcesOf(written, where);
  checkFamilies(sources, plan.target === undefined ? [builtInServer] : targetUrls(plan.target), where);
  return sources;
}

const builtInServer = "ws://127.0.0.1/";

/** A target whose url has an address is reached from its own family only. What a name means shows when it is dialled. */
function checkFamilies({ addresses }: Sources, urls: readonly string[], where: string): void {
  const families = new Set(addresses.map((address) => parseIpAddress(address)?.family));
  for (const url of urls) {
    const host = URL.canParse(url) ? new URL(url).hostname.replaceAll(/[[\]]/g, "") : "";
    const family = parseIpAddress(host)?.family;
    if (family === undefined || families.has(family)) continue;
    throw new FlotillaError("usage", `expected an IPv${family} address for ${where}, as ${host} is one, found none`, {
      hint: `Name addresses of both families, with a comma between: --source-addresses ${family === 4 ? "127.0.0.2,::1" : "::1,127.0.0.2"}`,
    });
  }
}

/** How many ports each address has. */
export function pairsPerAddress({ ports }: Sources): number {
  return ports.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

function addressesOf(item: SourceItem, where: string): readonly string[] {
  if (item.type === "addresses") return item.addresses;
  const interfaces = networkInterfaces();
  const entries = interfaces[item.name];
  const names = Object.keys(interfaces);
  if (entries === undefined)
    throw new FlotillaError(
      "usage",
      `expected the name of an interface with addresses for ${where}, found ${JSON.stringify(item.name)}`,
      { hint: `This machine has ${names.join(", ")}; and addresses are written like 127.0.0.2-127.0.0.60.` },
    );
  // A link-local address (RFC 4291 §2.5.6) says nothing without its link.
  const usable = entries.filter(({ family, scopeid }) => family === "IPv4" || scopeid === 0 || scopeid === undefined);
  if (usable.length > 0) return usable.map(({ address }) => address);
  throw new FlotillaError("usage", `expected an interface with addresses for ${where}, found only link-local ones`, {
    details: { interface: item.name },
  });
}

async function checkOwn(addresses: readonly string[], where: string): Promise<void> {
  const foreign: { readonly address: string; readonly code: string }[] = [];
  const own: string[] = [];
  for (const address of addresses) {
    const code = await bindFault(address);
    // An address that has no port left for the asking is of this machine all the same.
    if (code === undefined || code === "EADDRINUSE") own.push(address);
    else foreign.push({ address, code });
  }
  const [first] = foreign;
  if (first === undefined) return;
  const count = foreign.length === 1 ? "" : `, and ${foreign.length - 1} more like it`;
  throw new FlotillaError(
    "usage",
    `expected addresses of this machine for ${where}, found ${first.address} (${first.code})${count}`,
    { hint: hintFor(own, first.address), details: { foreign: foreign.map(({ address }) => address) } },
  );
}

function hintFor(own: readonly string[], foreign: string): string {
  const command =
    process.platform === "darwin"
      ? `sudo ifconfig lo0 alias ${foreign}`
      : `sudo ip address add ${foreign}/${foreign.includes(":") ? 128 : 32} dev INTERFACE`;
  const add = `${command} gives the machine one more`;
  if (own.length === 0) return `${add}.`;
  const shown = own.slice(0, 8).join(",");
  return `It has ${own.length} of them: ${own.length > 8 ? `${shown},...` : shown}. ${add}.`;
}

/** What `bind` says to an address, `undefined` when it is of this machine. Port 0: any that is free. */
function bindFault(address: string): Promise<string | undefined> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host: address, port: 0, exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}

/** All that need no privilege, without those that the system is told to keep for somebody. */
async function usablePorts(): Promise<readonly PortRange[]> {
  const privileged = Number((await setting("ip_unprivileged_port_start")) ?? 1024);
  let ports: readonly PortRange[] = [{ first: Math.max(1024, privileged), last: 65_535 }];
  for (const range of ((await setting("ip_local_reserved_ports")) ?? "").split(",").filter((part) => part !== "")) {
    const [first = 0, last = first] = range.split("-").map(Number);
    for (let port = first; port <= last; port++) ports = without(ports, port);
  }
  return ports;
}

async function setting(name: string): Promise<string | undefined> {
  if (process.platform !== "linux") return undefined;
  return readFile(`/proc/sys/net/ipv4/${name}`, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}
