/**
 * From a plan's target to what links are made of: urls, headers and credentials, filled in per device.
 *
 * Templates: `{id}`, `{serial}`, `{kind}`, `{mac}`, `{home}`, `{index}`. In a url every value is percent-encoded.
 */
import type { Identity } from "../device/identity.ts";
import { buildTarget } from "../scenario/build-target.ts";
import type { GroupPlan, Plan, TargetPlan } from "../scenario/plan.ts";
import type { LinkPlan } from "../wire/link/link-contract.ts";
import type { DeviceView, ProtocolAdapter } from "../wire/protocol/adapter.ts";
import type { TlsOptions, Transport } from "../wire/transport/transport.ts";

export interface LinkMaterial {
  readonly transport: Transport;
  readonly protocol: ProtocolAdapter;
  readonly protocolOptions: unknown;
  /** Where to dial when the plan names no target. */
  readonly serverUrl: string;
  /** The target's TLS files, read. */
  readonly tls?: TlsOptions;
}

/** The link plans of all groups, in the plan's order. */
export function linkPlans(plan: Plan, material: LinkMaterial): LinkPlan[] {
  const target: TargetPlan = plan.target ?? buildTarget(material.serverUrl);
  return plan.fleet.map((group) => linkPlan(target, group, material));
}

function linkPlan(target: TargetPlan, group: GroupPlan, material: LinkMaterial): LinkPlan {
  return {
    transport: material.transport,
    protocol: material.protocol,
    protocolOptions: material.protocolOptions,
    url: (device) => urlOf(target, device),
    headers: (device) => headersOf(target, device.identity),
    ...(target.subprotocols === undefined ? {} : { subprotocols: target.subprotocols }),
    requireSubprotocol: target.requireSubprotocol,
    ...(material.tls === undefined ? {} : { tls: material.tls }),
    backoff: group.reconnect,
    handshakeTimeout: target.handshakeTimeout,
    readyTimeout: target.readyTimeout,
    heartbeat: target.heartbeat,
    maxPayload: target.maxPayload,
    perMessageDeflate: target.perMessageDeflate,
    maxBuffered: target.maxBuffered,
    acknowledge: group.telemetry.acknowledge,
    offlineBuffer: group.telemetry.offlineBuffer,
  };
}

/** Fills `{name}` with the device's values; unknown names stay as they are. */
export function fillTemplate(
  template: string,
  identity: Identity,
  encode: (text: string) => string = (text) => text,
  more: Readonly<Record<string, string>> = {},
): string {
  if (!template.includes("{")) return template;
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    if (Object.hasOwn(more, name)) return more[name]!;
    const value = templateValue(identity, name);
    return value === undefined ? whole : encode(value);
  });
}

function templateValue(identity: Identity, name: string): string | undefined {
  switch (name) {
    case "id":
    case "serial":
    case "kind":
    case "mac":
      return identity[name];
    case "home":
    case "index":
      return String(identity[name]);
    default:
      return undefined;
  }
}

function urlOf(target: TargetPlan, device: DeviceView): string {
  const url = fillTemplate(target.url, device.identity, encodeURIComponent);
  if (target.auth.type !== "query") return url;
  const value = encodeURIComponent(fillTemplate(target.auth.value, device.identity));
  return `${url}${url.includes("?") ? "&" : "?"}${encodeURIComponent(target.auth.name)}=${value}`;
}

function headersOf(target: TargetPlan, identity: Identity): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(target.headers)) headers[name] = fillTemplate(template, identity);
  const { auth } = target;
  if (auth.type === "bearer") headers["Authorization"] = `Bearer ${fillTemplate(auth.token, identity)}`;
  if (auth.type === "basic") {
    const pair = `${fillTemplate(auth.user, identity)}:${fillTemplate(auth.password, identity)}`;
    headers["Authorization"] = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
  }
  return headers;
}
