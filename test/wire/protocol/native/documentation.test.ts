/** `docs/protocol.md` says what is true: its examples, its tables, and its server. */
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalog } from "../../../../devices/catalog.ts";
import { nativeAsyncApi } from "../../../../src/wire/protocol/native/asyncapi.ts";
import { closeCodes } from "../../../../src/wire/protocol/native/close-codes.ts";
import { errorCodes } from "../../../../src/wire/protocol/native/error-codes.ts";
import { limits } from "../../../../src/wire/protocol/native/limits.ts";
import { FrameOracle } from "./frame-oracle.ts";
import { SessionRig } from "./session-rig.ts";

const page = readFileSync(new URL("../../../../docs/protocol.md", import.meta.url), "utf8");
const oracle = new FrameOracle();

interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
  readonly error?: { readonly code: number };
}
interface Example {
  readonly from: "device" | "server";
  readonly message: Message;
}

interface AsyncApi {
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly examples: readonly { readonly payload: Message }[] }>>;
  };
}

/** The blocks of examples, each a conversation. */
const conversations: readonly (readonly Example[])[] = [...page.matchAll(/```text\n([\s\S]*?)```/g)].map(([, block]) =>
  block!
    .trim()
    .split("\n")
    .map((line) => ({
      from: line.startsWith("→") ? ("device" as const) : ("server" as const),
      message: JSON.parse(line.slice(2)) as Message,
    })),
);

function requestsFrom(conversation: readonly Example[], from: Example["from"]): Map<unknown, string[]> {
  const methods = new Map<unknown, string[]>();
  for (const { from: sender, message } of conversation) {
    if (sender === from && message.method !== undefined) methods.set(message.id, [message.method]);
  }
  return methods;
}

describe("the examples", () => {
  test("are there", () => {
    expect(conversations.flat().length).toBeGreaterThan(35);
  });

  test("of the device fit the document's schemas", () => {
    for (const conversation of conversations) {
      const asked = requestsFrom(conversation, "server");
      for (const { from, message } of conversation) {
        if (from === "device") expect(oracle.faultsOf(message, asked), JSON.stringify(message)).toEqual([]);
      }
    }
  });

  test("of the server do, too, but for those that are answered with -32602", () => {
    for (const conversation of conversations) {
      const asked = requestsFrom(conversation, "device");
      const invalid = conversation
        .filter(({ message }) => message.error?.code === -32602)
        .map(({ message }) => message.id);
      for (const { from, message } of conversation) {
        if (from === "device" || invalid.includes(message.id)) continue;
        const isHello = (asked.get(message.id) ?? ["device.hello"])[0] === "device.hello";
        const answers = isHello ? ["welcome", "refusal"] : ["acknowledgement", "refusal"];
        const names = message.method === undefined ? answers : [oracle.messageFor(message.method)!];
        expect(
          names.some((name) => oracle.check(name, message).length === 0),
          JSON.stringify(message),
        ).toBe(true);
      }
    }
  });

  test("configure what a lock can be configured in, here and in the schemas", () => {
    const { examples } = (nativeAsyncApi(catalog) as unknown as AsyncApi).components.messages["configure"]!;
    const configures = [
      ...conversations.flat().map(({ message }) => message),
      ...examples.map(({ payload }) => payload),
    ]
      .filter(({ method }) => method === "device.configure")
      .map(({ params }) => params as Record<string, number>);
    expect(configures).toHaveLength(2);
    const { settings } = catalog.find(({ name }) => name === "lock")!;
    for (const configure of configures)
      expect(Object.keys(settings)).toEqual(expect.arrayContaining(Object.keys(configure)));
  });

  test("of requests and answers are what a session does", () => {
    for (const conversation of conversations.slice(1)) {
      const [first] = conversation;
      if (first?.from !== "server" || first.message.method === undefined) continue;
      const rig = SessionRig.ready({}, { desired: { version: 5, patch: { autoRelockTime: 30 } } });
      rig.onUp = (up) => {
        if (!("ref" in up)) return;
        if (up.type === "command" && up.name === "lockDoor") {
          rig.answer({ ok: false, failure: "hardware", message: "the bolt is jammed" }, up.ref);
        } else if (up.type === "command" && up.name === "selfDestruct") {
          rig.answer({ ok: false, failure: "unknown", message: 'unknown command "selfDestruct"' }, up.ref);
        } else {
          rig.answer({ ok: true, result: {} }, up.ref);
        }
      };
      rig.time = 1795362608700;
      rig.reported = { version: 14, values: { lockState: "unlocked", autoRelockTime: 60 } };
      for (const { from, message } of conversation) {
        if (from === "server") rig.receive(message);
        else expect(rig.take()).toEqual([message]);
      }
    }
  });
});

describe("the tables", () => {
  test("have every error code with its word", () => {
    for (const { code, failure, sentBy } of errorCodes) {
      if (sentBy === "device") expect(page).toContain(`| ${code} | \`${failure}\` |`);
      else expect(page).toMatch(new RegExp(`\\| ${code} \\|`));
    }
  });

  test("have every close code with its meaning and what the device does", () => {
    for (const { code, meaning, act } of closeCodes) {
      expect(page).toMatch(new RegExp(`\\| ${code} \\| ${meaning}.* \\| ${act === "stop" ? "stops" : "comes back"}`));
    }
  });

  test("have the limits as they are", () => {
    expect(page).toContain(`| nesting of a message | ${limits.depth} levels |`);
    expect(page).toContain(`| entries of a batch | ${limits.batchLength} |`);
    expect(page).toContain(`| id | ${limits.idLength} characters,`);
    expect(page).toContain(`| method | ${limits.methodLength} characters |`);
    expect(page).toContain(`| requests in progress | ${limits.requestsInProgress} |`);
    expect(page).toContain(`| answers to what is no request | ${limits.complaints} per connection |`);
    expect(page).toContain(`| frames waiting for acknowledgement | ${limits.unacknowledgedFrames} |`);
  });
});

test("the server in twenty lines welcomes a device, acknowledges it and asks for its state", () => {
  const code = /```js\nimport \{ WebSocketServer \} from "ws";\n([\s\S]*?)```/.exec(page)![1]!;
  const server = new EventEmitter();
  const log: unknown[][] = [];
  // eslint-disable-next-line no-new-func -- the page's own code, with an in-memory server for the real one
  new Function("WebSocketServer", "console", code)(
    function WebSocketServer() {
      return server;
    },
    { log: (...line: unknown[]) => log.push(line) },
  );
  const rig = new SessionRig();
  const socket = Object.assign(new EventEmitter(), { send: (text: string) => rig.receive(text) });
  server.emit("connection", socket);
  rig.onSend = (text) => socket.emit("message", Buffer.from(text));
  rig.onUp = (up) => {
    if (up.type === "query") rig.answer({ ok: true, result: {} }, up.ref);
  };
  rig.session.onOpen("");
  expect(rig.of("ready")).toHaveLength(1);
  rig.session.telemetry({ time: 1, seq: 1, values: { rssi: -61 } }, true);
  expect(rig.of("acknowledged")).toHaveLength(1);
  expect(rig.of("query")).toHaveLength(1);
  expect(log).toMatchObject([
    ["device.hello", { device: "lock-0001" }],
    ["lock-0001", { reported: { lockState: "locked" } }],
    ["telemetry.report", { seq: 1 }],
  ]);
  expect(code.split("\n").filter((line) => line !== "").length).toBeLessThanOrEqual(20);
});
