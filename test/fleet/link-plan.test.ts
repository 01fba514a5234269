import { describe, expect, test } from "vitest";
import { lock } from "../../devices/lock/lock.ts";
import { fillTemplate, linkPlans } from "../../src/fleet/link-plan.ts";
import { firstNames } from "../../src/fleet/first-names.ts";
import { Identities } from "../../src/fleet/identities.ts";
import { VirtualClock } from "../../src/kernel/clock.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { instant, seconds } from "../../src/kernel/time.ts";
import { fleetLayout } from "../../src/scenario/groups/fleet-layout.ts";
import type { LinkPlan } from "../../src/wire/link/link-contract.ts";
import type { DeviceView } from "../../src/wire/protocol/adapter.ts";
import { protocolOf } from "../../src/wire/protocol/protocols.ts";
import { MemoryNetwork } from "../../src/wire/transport/memory-transport.ts";
import { displayUrl } from "../../src/wire/transport/target-url.ts";
import { planOf, type Sketch } from "./fleet-rig.ts";

const fleet = [{ kind: "lock", id: "front door/{number}" }] as const;

function only(sketch: Partial<Sketch>): { readonly link: LinkPlan; readonly device: DeviceView } {
  const plan = planOf({ fleet, ...sketch });
  const { adapter, protocolOptions } = protocolOf(plan.protocol.kind, plan.protocol.options);
  const transport = new MemoryNetwork(new Scheduler(new VirtualClock(instant(0)))).transport();
  const links = linkPlans(plan, { transport, protocol: adapter, protocolOptions, serverUrl: "ws://built.in/" });
  const place = fleetLayout(plan).deviceAt(0);
  const identity = new Identities(plan.seed, firstNames).identity(plan.fleet[0]!, lock, place);
  const device: DeviceView = {
    identity,
    boots: 1,
    bootReason: "powerOnReboot",
    commands: [],
    reported: () => ({ version: 0, values: {} }),
    time: () => 0,
  };
  return { link: links(place), device };
}

const urlOf = (target: Sketch["target"]): string => {
  const { link, device } = only({ target });
  return link.url(device);
};
const headersOf = (target: Sketch["target"]): Readonly<Record<string, string>> => {
  const { link, device } = only({ target });
  return link.headers(device);
};

describe("the url of a device", () => {
  test("is the target's, filled in with values that are percent-encoded", () => {
    expect(urlOf("wss://hub.test/devices/{id}?of={kind}&home={home}&n={index}")).toBe(
      "wss://hub.test/devices/front%20door%2F0001?of=lock&home=0&n=0",
    );
  });

  test("has the device's serial and address", () => {
    const { link, device } = only({ target: "wss://hub.test/{serial}/{mac}" });
    const { serial, mac } = device.identity;
    expect(link.url(device)).toBe(`wss://hub.test/${serial}/${mac.replaceAll(":", "%3A")}`);
  });

  test("is the built-in server's when the plan has no target", () => {
    const { link, device } = only({});
    expect(link.url(device)).toBe("ws://built.in/");
    expect(link.headers(device)).toEqual({});
    expect(link).toMatchObject({ heartbeat: seconds(30), handshakeTimeout: seconds(10) });
  });
});

describe("credentials", () => {
  test("bearer: a token per device", () => {
    const { link, device } = only({ target: { url: "wss://hub.test/", auth: { bearer: "t-{id}-{serial}" } } });
    expect(link.headers(device)).toEqual({ Authorization: `Bearer t-front door/0001-${device.identity.serial}` });
  });

  test("basic: user and password of the device, in UTF-8 and base64", () => {
    const headers = headersOf({ url: "wss://hub.test/", auth: { basic: { user: "{id}", password: "grün:{index}" } } });
    const encoded = /^Basic (.+)$/.exec(headers["Authorization"]!)![1]!;
    expect(Buffer.from(encoded, "base64").toString("utf8")).toBe("front door/0001:grün:0");
  });

  test("query: percent-encoded, after what is there already", () => {
    const auth = { query: { name: "api key", value: "a&b={id}" } };
    expect(urlOf({ url: "wss://hub.test/ws", auth })).toBe("wss://hub.test/ws?api%20key=a%26b%3Dfront%20door%2F0001");
    expect(urlOf({ url: "wss://hub.test/ws?v=1", auth })).toBe(
      "wss://hub.test/ws?v=1&api%20key=a%26b%3Dfront%20door%2F0001",
    );
  });

  test("are not in what is shown of a url", () => {
    const url = urlOf({
      url: "wss://ann:s3:cr@t@hub.test/d/{id}",
      auth: { query: { name: "token", value: "s3cret" } },
    });
    expect(url).toContain("s3cret");
    expect(displayUrl(url)).toBe("wss://hub.test/d/front%20door%2F0001");
  });
});

test("headers are filled in as they are", () => {
  const target = { url: "wss://hub.test/", headers: { "X-Device": "{id} of {home}" }, origin: "https://app.test" };
  expect(headersOf(target)).toEqual({ "X-Device": "front door/0001 of 0", Origin: "https://app.test" });
});

test("what the group says of reconnecting and telemetry is the link's", () => {
  const { link } = only({
    fleet: [
      { kind: "lock", reconnect: { policy: "fixed", delay: "7s", attempts: 3 }, telemetry: { ack: true, buffer: 5 } },
    ],
  });
  expect(link).toMatchObject({
    backoff: { policy: "fixed", delay: 7_000, attempts: 3 },
    acknowledge: true,
    offlineBuffer: 5,
  });
});

describe("a template", () => {
  const { device } = only({});

  test("keeps braces that name nothing of a device", () => {
    expect(fillTemplate('{"id":"{id}","x":{x},"toString":{toString}}', device.identity)).toBe(
      '{"id":"front door/0001","x":{x},"toString":{toString}}',
    );
  });

  test("takes what is given besides as it is", () => {
    expect(fillTemplate("{command}({args})", device.identity, encodeURIComponent, { command: "a b", args: "{}" })).toBe(
      "a b({})",
    );
  });

  test("is filled in once: a value that looks like a placeholder stays", () => {
    expect(fillTemplate("{args}", device.identity, undefined, { args: "{id}" })).toBe("{id}");
  });
});
