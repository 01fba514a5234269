/** What the options of `flotilla replay` ask for, checked. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { FlotillaError } from "../kernel/errors.ts";
import { type Duration, parseDuration } from "../kernel/time.ts";
import { checkPlaceholders, checkTarget, type Given as Address } from "../replay/dial-address.ts";
import type { ReplayOptions } from "../replay/replay.ts";
import { type FileFault, faultText } from "../scenario/values/csv-table.ts";
import { type IdentityList, readIdentities } from "../scenario/groups/identity-list.ts";
import { checkTlsOptions } from "../wire/transport/tls-context.ts";
import type { TlsOptions } from "../wire/transport/transport.ts";
import { flag, type Given, list, number, text } from "./command.ts";
import type { Host } from "./host.ts";

/** How to play a tape. */
export interface ReplayWish {
  readonly speed: number;
  readonly options: Pick<ReplayOptions, "given" | "members" | "rounds" | "seed"> & Partial<ReplayOptions>;
}

/** @throws FlotillaError `usage`. */
export function replayWish(given: Given, host: Host, identities: IdentityList | undefined): ReplayWish {
  const devices = devicesOf(given, identities);
  const [spread, duration] = [lengthOf(given, "spread"), lengthOf(given, "duration")];
  const ids = text(given, "ids");
  const ignore = list(given, "ignore").flatMap((paths) => paths.split(",").filter((path) => path !== ""));
  const compare = flag(given, "compare");
  const ofComparison = ["any-order", "with-requests"].find((name) => flag(given, name));
  const unfit = ignore.length > 0 ? "ignore" : ofComparison;
  if (!compare && unfit !== undefined)
    throw new FlotillaError("usage", `expected --${unfit} together with --compare, found it alone`);
  return {
    speed: speedOf(number(given, "speed")!),
    options: {
      given: addressOf(given, host, Object.keys(identities?.columns ?? {})),
      members: new Map(pairs(given, "set-member", host, Object.keys(identities?.columns ?? {}))),
      rounds: roundsOf(text(given, "loop")),
      seed: number(given, "seed")!,
      giveUpAfter: lengthOf(given, "give-up-after")!,
      ...(devices !== undefined && { devices }),
      naming: { pattern: ids, identities: identities?.columns },
      ...(spread !== undefined && { spread }),
      ...(duration !== undefined && { duration }),
      ...(compare && {
        compare: { ignore, ordered: !flag(given, "any-order"), requests: flag(given, "with-requests") },
      }),
    },
  };
}

function devicesOf(given: Given, identities: IdentityList | undefined): number | undefined {
  const devices = number(given, "devices");
  if (devices !== undefined && !(Number.isInteger(devices) && devices > 0))
    throw new FlotillaError("usage", `expected --devices as a whole number above 0, found ${devices}`);
  if (identities === undefined) return devices;
  if (text(given, "ids") !== undefined) throw new FlotillaError("usage", "expected --ids or --identities, found both");
  if (devices === undefined || devices <= identities.count) return devices ?? identities.count;
  throw new FlotillaError(
    "usage",
    `expected --devices within the ${identities.count} of --identities, found ${devices}`,
  );
}

/** The list of identities, where there is one. @throws FlotillaError `file`. */
export async function identitiesOf(given: Given, { cwd }: Host): Promise<IdentityList | undefined> {
  const path = text(given, "identities");
  if (path === undefined) return undefined;
  const written = await readFile(resolve(cwd, path), "utf8").catch((cause: unknown) => {
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown fault";
    throw new FlotillaError("file", `expected a list of devices behind --identities, found ${code} at ${path}`, {
      cause,
    });
  });
  const reading = readIdentities(written);
  if (reading.ok) return reading.list;
  const [first] = reading.faults as [FileFault];
  throw new FlotillaError("file", faultText(path, first), { hint: first.hint });
}

function addressOf(given: Given, host: Host, columns: readonly string[]): Address {
  const target = text(given, "target");
  if (target === undefined)
    throw new FlotillaError("usage", "expected --target with the url of the server to play the tape to, found none", {
      hint: "For example: flotilla replay tape.ndjson --target ws://127.0.0.1:7070",
    });
  const filled = withEnvironment(target, "--target", host);
  checkTarget(filled, columns);
  const subprotocols = list(given, "subprotocol").map((name) => template(name, "--subprotocol", host, columns));
  return {
    target: filled,
    headers: headersOf(given, host, columns),
    query: pairs(given, "set-query", host, columns),
    ...(subprotocols.length > 0 && { subprotocols }),
  };
}

function headersOf(given: Given, host: Host, columns: readonly string[]): [name: string, value: string][] {
  return list(given, "header").map((written) => {
    const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+)\s*:\s*(.*)$/s.exec(written) ?? [];
    if (name !== undefined) return [name, template(value!, "--header", host, columns)];
    throw new FlotillaError("usage", `expected --header as 'Name: value', found ${JSON.stringify(written)}`);
  });
}

function pairs(given: Given, option: string, host: Host, columns: readonly string[]): [name: string, value: string][] {
  return list(given, option).map((written) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(written) ?? [];
    if (name !== undefined) return [name, template(value!, `--${option}`, host, columns)];
    throw new FlotillaError("usage", `expected --${option} as NAME=VALUE, found ${JSON.stringify(written)}`);
  });
}

/** What the environment says is filled in; what each device says of itself is checked. */
function template(written: string, option: string, host: Host, columns: readonly string[]): string {
  checkPlaceholders(written.replaceAll(/\$\{env\.\w+\}/g, ""), option, columns);
  return withEnvironment(written, option, host);
}

/** Secrets stay out of the list of processes. */
function withEnvironment(written: string, option: string, { env }: Host): string {
  return written.replaceAll(/\$\{env\.(\w+)\}/g, (_, name: string) => {
    const value = env[name];
    if (value !== undefined) return value;
    throw new FlotillaError(
      "usage",
      `expected the environment variable ${name}, which ${option} names, found it unset`,
    );
  });
}

function speedOf(speed: number): number {
  if (speed >= 0.1 && speed <= 100) return speed;
  throw new FlotillaError("usage", `expected --speed from 0.1 to 100, found ${speed}`, {
    hint: "1 is as it was recorded, 10 a minute in six seconds.",
  });
}

function roundsOf(written: string | undefined): number {
  if (written === undefined) return 1;
  if (written === "forever") return Number.POSITIVE_INFINITY;
  const rounds = Number(written);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new FlotillaError(
    "usage",
    `expected --loop as a whole number above 0, or forever, found ${JSON.stringify(written)}`,
  );
}

function lengthOf(given: Given, option: string): Duration | undefined {
  const written = text(given, option);
  if (written === undefined) return undefined;
  const length = parseDuration(written);
  if (length !== undefined && (length > 0 || option === "spread")) return length;
  throw new FlotillaError("usage", `expected a duration after --${option}, found ${JSON.stringify(written)}`, {
    hint: "Such as 30s, 10m or 1h30m.",
  });
}

/** @throws FlotillaError `file` or `usage`. */
export async function replayTls(given: Given, host: Host): Promise<TlsOptions> {
  const tls: TlsOptions = {
    ...(await pem(given, "ca", host)),
    ...(await pem(given, "cert", host)),
    ...(await pem(given, "key", host)),
    ...(flag(given, "insecure") && { insecure: true }),
  };
  if (Object.keys(tls).length > 0) checkTlsOptions(tls);
  return tls;
}

async function pem(given: Given, option: "ca" | "cert" | "key", { cwd }: Host): Promise<TlsOptions> {
  const path = text(given, option);
  if (path === undefined) return {};
  try {
    return { [option]: await readFile(resolve(cwd, path), "utf8") };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "an unknown fault";
    throw new FlotillaError("file", `expected a PEM file behind --${option}, found ${code} at ${path}`, { cause });
  }
}
