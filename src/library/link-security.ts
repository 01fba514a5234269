/** What the links of a plan prove who they are with: the target's TLS files, read and checked, and devices' own certificates. */
import { resolve } from "node:path";
import type { LinkMaterial } from "../fleet/link-plan.ts";
import { FlotillaError } from "../kernel/errors.ts";
import type { Plan, TlsPlan } from "../scenario/plan.ts";
import type { TlsOptions } from "../wire/transport/transport.ts";

/**
 * @param folder where relative paths count from.
 * @throws FlotillaError `file` for a file that cannot be read or holds no PEM, `usage` for what does not fit together.
 */
export async function linkSecurity(
  plan: Plan,
  { folder, virtual }: { readonly folder: string; readonly virtual: boolean },
): Promise<Pick<LinkMaterial, "tls" | "certificate">> {
  if (plan.target === undefined) return {};
  const tls = await tlsOf(plan.target.tls, folder);
  const some = plan.fleet.some(({ identities }) => identities?.columns["cert"] !== undefined);
  // The built-in server asks for none.
  if (!some || virtual) return tls;
  const { checkDeviceCertificates, deviceCertificates } = await import("./device-certificates.ts");
  const certificate = deviceCertificates(tls.tls, folder);
  checkDeviceCertificates(plan, certificate, folder);
  return { ...tls, certificate };
}

async function tlsOf(tls: TlsPlan, folder: string): Promise<{ readonly tls?: TlsOptions }> {
  const material: TlsOptions = {
    ...(await pemOf("ca", tls, folder)),
    ...(await pemOf("cert", tls, folder)),
    ...(await pemOf("key", tls, folder)),
    ...(tls.serverName === undefined ? {} : { serverName: tls.serverName }),
    ...(tls.minVersion === undefined ? {} : { minVersion: tls.minVersion }),
    ...(tls.insecure ? { insecure: true } : {}),
  };
  if (Object.keys(material).length === 0) return {};
  await checkTls(material, tls);
  return { tls: material };
}

async function pemOf(name: PemKey, { [name]: path }: TlsPlan, folder: string): Promise<Partial<TlsOptions>> {
  if (path === undefined) return {};
  const wanted = `expected a PEM file for target.tls.${name} at ${path}`;
  const { readFile } = await import("node:fs/promises");
  const text = await readFile(resolve(folder, path), "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new FlotillaError("file", `${wanted}, found ${cause.code ?? "an unknown fault"}`, {
      cause,
      hint: `Paths count from the scenario's folder, ${folder}.`,
    });
  });
  if (text.includes("-----BEGIN ")) return { [name]: text };
  throw new FlotillaError("file", `${wanted}, found a file without a PEM text`, {
    hint: "A PEM text begins with -----BEGIN; `openssl x509 -inform der -in FILE` turns a DER certificate into one.",
  });
}

/** One setting after the other, so that the message can name it. */
async function checkTls({ ca, ...own }: TlsOptions, paths: TlsPlan): Promise<void> {
  const { checkTlsOptions } = await import("../wire/transport/tls-context.ts");
  const named = (names: readonly PemKey[]): string =>
    names
      .filter((name) => paths[name] !== undefined)
      .map((name) => `target.tls.${name} (${paths[name]})`)
      .join(" and ");
  for (const [options, where] of [
    [ca === undefined ? {} : { ca }, named(["ca"])],
    [own, named(["cert", "key"]) || "target.tls"],
  ] as const) {
    try {
      checkTlsOptions(options);
    } catch (thrown) {
      if (!(thrown instanceof FlotillaError)) throw thrown;
      throw new FlotillaError("usage", `${where}: ${thrown.message}`, { hint: thrown.hint, cause: thrown });
    }
  }
}

type PemKey = "ca" | "cert" | "key";
