/**
 * From a plan's target to what links are made of: urls, headers and credentials, filled in per device.
 *
 * Templates: `{id}`, `{serial}`, `{kind}`, `{mac}`, `{home}`, `{index}`, and the columns of a group's list of identities. In a url
 * every value is percent-encoded.
 */
import type { Identity } from "../device/identity.ts";
import { buildTarget } from "../scenario/target/build-target.ts";
import { targetUrlOf } from "../scenario/target/target-urls.ts";
import { fleetLayout, type Place } from "../scenario/groups/fleet-layout.ts";
import { identityColumns, shownColumns } from "../scenario/groups/identity-columns.ts";
import { type MemberPlan, memberPlan } from "../scenario/groups/member-plan.ts";
import type { GroupPlan, Plan, TargetPlan } from "../scenario/plan.ts";
import { redacted } from "../scenario/texts/hidden-texts.ts";
import type { LinkPlan } from "../wire/link/link-contract.ts";
import type { ProtocolAdapter } from "../wire/protocol/adapter.ts";
import { displayUrl } from "../wire/transport/target-url.ts";
import type { TlsOptions, Transport } from "../wire/transport/transport.ts";

export interface LinkMaterial {
  readonly transport: Transport;
  readonly protocol: ProtocolAdapter;
  readonly protocolOptions: unknown;
  /** Where to dial when the plan names no target. */
  readonly serverUrl: string;
  /** The target's TLS files, read. */
  readonly tls?: TlsOptions;
  /** The TLS options of a device with a certificate of its own; the paths are as in the list of identities. */
  readonly certificate?: (cert: string, key: string) => TlsOptions;
}

/** The link plan of a device: one object for all of its group, or of its variant. */
export type LinkPlans = (place: Place) => LinkPlan;

/** @param finish what becomes of the link plans of a group, by its position in the plan */
export function linkPlans(
  plan: Plan,
  material: LinkMaterial,
  finish: (link: LinkPlan, group: number) => LinkPlan = (link) => link,
): LinkPlans {
  const target: TargetPlan = plan.target ?? buildTarget(material.serverUrl);
  const columns = columnsOfDevices(plan);
  const known = new Map<MemberPlan, LinkPlan>();
  return (place) => {
    const member = memberPlan(plan, place);
    let link = known.get(member);
    if (link === undefined) {
      link = finish(linkPlan(target, member, material, columns), place.group);
      known.set(member, link);
    }
    return link;
  };
}

/** What the list of identities says of a device, by its index. */
type ColumnsOf = (index: number) => Readonly<Record<string, string>>;

function columnsOfDevices(plan: Plan): ColumnsOf {
  if (plan.fleet.every(({ identities }) => identities === undefined)) return () => nothing;
  const layout = fleetLayout(plan);
  return (index) => {
    const place = layout.deviceAt(index);
    return identityColumns(plan.fleet[place.group]!, place);
  };
}

const nothing: Readonly<Record<string, string>> = {};

function linkPlan(target: TargetPlan, group: GroupPlan, material: LinkMaterial, columns: ColumnsOf): LinkPlan {
  return {
    transport: material.transport,
    protocol: material.protocol,
    protocolOptions: material.protocolOptions,
    url: ({ identity }) => urlOf(target, identity, columns(identity.index)),
    ...shownUrlOf(target, group, columns),
    headers: ({ identity }) => headersOf(target, identity, columns(identity.index)),
    ...(target.subprotocols === undefined ? {} : { subprotocols: target.subprotocols }),
    requireSubprotocol: target.requireSubprotocol,
    ...tlsOf(group, material, columns),
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

/** Of a list only what makes a device known is shown: every other cell may be a secret. */
function shownUrlOf(target: TargetPlan, { identities }: GroupPlan, columns: ColumnsOf): Pick<LinkPlan, "shownUrl"> {
  if (identities === undefined) return {};
  return {
    shownUrl({ identity }) {
      const cells = Object.entries(columns(identity.index));
      const shown = cells.map(([name, cell]) => [name, shownColumns.includes(name) ? cell : redacted] as const);
      return displayUrl(
        fillTemplate(targetUrlOf(target, identity.index), identity, undefined, {}, Object.fromEntries(shown)),
      );
    },
  };
}

/** A device with a certificate of its own takes it from where it is whenever it dials. */
function tlsOf(
  { identities }: GroupPlan,
  { tls, certificate }: LinkMaterial,
  columns: ColumnsOf,
): Pick<LinkPlan, "tls"> {
  if (certificate === undefined || identities?.columns["cert"] === undefined) return tls === undefined ? {} : { tls };
  return {
    tls: ({ identity }) => {
      const { cert = "", key = "" } = columns(identity.index);
      return cert === "" ? tls : certificate(cert, key);
    },
  };
}

/**
 * Fills `{name}` with the device's values; unknown names stay as they are.
 *
 * @param more further values that are not encoded
 * @param columns what a list of identities says of the device, by `identityColumns`
 */
export function fillTemplate(
  template: string,
  identity: Identity,
  encode: (text: string) => string = (text) => text,
  more: Readonly<Record<string, string>> = {},
  columns: Readonly<Record<string, string>> = {},
): string {
  if (!template.includes("{")) return template;
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    if (Object.hasOwn(more, name)) return more[name]!;
    const value = templateValue(identity, name) ?? (Object.hasOwn(columns, name) ? columns[name] : undefined);
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

function urlOf(target: TargetPlan, identity: Identity, columns: Columns): string {
  const url = filled(targetUrlOf(target, identity.index), identity, columns, encodeURIComponent);
  if (target.auth.type !== "query") return url;
  const value = encodeURIComponent(filled(target.auth.value, identity, columns));
  return `${url}${url.includes("?") ? "&" : "?"}${encodeURIComponent(target.auth.name)}=${value}`;
}

function headersOf(target: TargetPlan, identity: Identity, columns: Columns): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, template] of Object.entries(target.headers)) headers[name] = filled(template, identity, columns);
  const { auth } = target;
  if (auth.type === "bearer") headers["Authorization"] = `Bearer ${filled(auth.token, identity, columns)}`;
  if (auth.type === "basic") {
    const pair = `${filled(auth.user, identity, columns)}:${filled(auth.password, identity, columns)}`;
    headers["Authorization"] = `Basic ${Buffer.from(pair, "utf8").toString("base64")}`;
  }
  return headers;
}

type Columns = ReturnType<ColumnsOf>;

/** What is a device's own goes before a column of the same name, which says the same. */
function filled(
  template: string,
  identity: Identity,
  columns: Columns,
  encode: (text: string) => string = (text) => text,
): string {
  return fillTemplate(template, identity, encode, {}, columns);
}
