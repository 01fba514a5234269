/**
 * The client certificates of devices that have one each: PEM files that a list of identities names.
 *
 * 1. Before a run every file must be there, and the first pair must fit together: a wrong folder shows at once.
 * 2. A pair is read when its device first dials. A bounded number of them is kept: each takes some tens of kilobytes.
 * 3. A file that has gone meanwhile, or holds something else, fails that device's attempts and nothing more.
 */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { FlotillaError } from "../kernel/errors.ts";
import type { Plan } from "../scenario/plan.ts";
import { checkTlsOptions } from "../wire/transport/tls-context.ts";
import type { TlsOptions } from "../wire/transport/transport.ts";

/** TLS options for a certificate and its key, by their paths as the list has them. */
export type DeviceCertificates = (cert: string, key: string) => TlsOptions;

const mostKept = 1_000;

/** @param tls what all devices have in common. @param folder where relative paths count from. */
export function deviceCertificates(
  tls: TlsOptions | undefined,
  folder: string,
  most: number = mostKept,
): DeviceCertificates {
  const kept = new Map<string, TlsOptions>();
  return (cert, key) => {
    const name = `${cert}\n${key}`;
    const options = kept.get(name) ?? lazyOptions(tls, resolve(folder, cert), resolve(folder, key));
    // What was asked for last goes to the end: the first is the one to be forgotten.
    kept.delete(name);
    kept.set(name, options);
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return options;
  };
}

/** Read by who makes the connection: what fails then fails the connection. */
function lazyOptions(tls: TlsOptions | undefined, cert: string, key: string): TlsOptions {
  return {
    ...tls,
    get cert() {
      return readFileSync(cert, "utf8");
    },
    get key() {
      return readFileSync(key, "utf8");
    },
  };
}

/** @throws FlotillaError `file` for files that are not there, `usage` for a first pair that does not fit together. */
export function checkDeviceCertificates(plan: Plan, certificates: DeviceCertificates, folder: string): void {
  for (const { name, identities } of plan.fleet) {
    const { id: ids = [], cert = [], key = [] } = identities?.columns ?? {};
    for (const [place, id] of ids.entries()) {
      for (const path of [cert[place] ?? "", key[place] ?? ""]) if (path !== "") checkThere(path, id, folder);
    }
    const first = cert.findIndex((path) => path !== "");
    if (first >= 0) checkPair(certificates(cert[first]!, key[first]!), `${name}, ${ids[first]}`);
  }
}

function checkThere(path: string, id: string, folder: string): void {
  const found = statSync(resolve(folder, path), { throwIfNoEntry: false });
  if (found?.isFile() === true) return;
  const what = found === undefined ? "nothing there" : "something else";
  throw new FlotillaError("file", `expected a PEM file for device ${id} at ${path}, found ${what}`, {
    hint: `Paths count from the scenario's folder, ${folder}.`,
  });
}

function checkPair(options: TlsOptions, whose: string): void {
  try {
    checkTlsOptions(options);
  } catch (thrown) {
    if (!(thrown instanceof FlotillaError)) throw thrown;
    throw new FlotillaError(thrown.code, `${whose}: ${thrown.message}`, { hint: thrown.hint, cause: thrown });
  }
}
