/** From the target as written to that of the plan. */
import { defaults } from "../defaults.ts";
import type { AuthPlan, TargetPlan, TlsPlan } from "../plan.ts";
import type { AuthInput, TargetInput } from "../scenario-input.ts";
import { durationOf } from "../values/written-duration.ts";
import { planUrls } from "./target-urls.ts";

export function buildTarget(written: string | readonly string[] | TargetInput): TargetPlan {
  const target: TargetInput = isUrl(written) ? { url: written } : written;
  const { headers, origin, auth, subprotocols, sourceAddresses } = target;
  return {
    ...planUrls(typeof target.url === "string" ? [target.url] : target.url),
    ...(sourceAddresses === undefined ? {} : { sourceAddresses }),
    headers: { ...headers, ...(origin === undefined ? {} : { Origin: origin }) },
    auth: buildAuth(auth),
    ...(subprotocols === undefined ? {} : { subprotocols }),
    requireSubprotocol: target.requireSubprotocol ?? defaults.requireSubprotocol,
    tls: buildTls(target.tls),
    handshakeTimeout: durationOf(target.handshakeTimeout ?? defaults.handshakeTimeout),
    readyTimeout: durationOf(target.readyTimeout ?? defaults.readyTimeout),
    heartbeat: durationOf(target.heartbeat ?? defaults.heartbeat),
    maxPayload: target.maxPayload ?? defaults.maxPayload,
    maxBuffered: target.maxBuffered ?? defaults.maxBuffered,
    perMessageDeflate: target.perMessageDeflate ?? defaults.perMessageDeflate,
  };
}

function isUrl(written: string | readonly string[] | TargetInput): written is string | readonly string[] {
  return typeof written === "string" || Array.isArray(written);
}

function buildAuth(auth: AuthInput | undefined): AuthPlan {
  if (auth?.bearer !== undefined) return { type: "bearer", token: auth.bearer };
  if (auth?.basic !== undefined) return { type: "basic", ...auth.basic };
  if (auth?.query !== undefined) return { type: "query", ...auth.query };
  return { type: "none" };
}

function buildTls({ insecure, ...tls }: TargetInput["tls"] & {} = {}): TlsPlan {
  const given = Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
  return { ...given, insecure: insecure ?? defaults.insecure };
}
