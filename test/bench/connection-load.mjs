/**
 * Holds connections to a server and says what they cost, as one line of JSON. Run by connection.ts in a process of its own:
 *
 *     node --expose-gc connection-load.mjs BUILD URL ws|transport|link COUNT MESSAGES
 *
 * `ws` is a bare client of that library, `transport` our transport alone, `link` a whole link with the native protocol; the device
 * is the same object for all of them, so that it costs nothing.
 */
import process from "node:process";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { WebSocket } from "ws";

const [, , build, url, layer, countText, messagesText] = process.argv;
const count = Number(countText);
const messages = Number(messagesText);
/** Connections that stay and are not counted: they load and warm up all there is. */
const before = 300;
const atOnce = 200;

const [
  { RealClock },
  { Scheduler },
  { keyed },
  { instant },
  { WsTransport },
  { Link },
  { defaultBackoff },
  native,
  tallies,
] = await Promise.all(
  [
    "kernel/real-clock",
    "kernel/scheduler",
    "kernel/random",
    "kernel/time",
    "wire/transport/ws-transport",
    "wire/link/link",
    "wire/link/backoff",
    "wire/protocol/native/native-protocol",
    "metrics/tally",
  ].map((path) => import(`${build}/src/${path}.js`)),
);

const scheduler = new Scheduler(new RealClock(instant(0)));
const transport = new WsTransport(scheduler);
const values = { temperature: 21.53, humidity: 44.2, rssi: -61, power: 812.5, systemMode: "heat" };
const text = `{"jsonrpc":"2.0","method":"telemetry.report","params":{"ts":1768500000123,"seq":12,"values":${JSON.stringify(values)}}}`;
const common = { requireSubprotocol: false, handshakeTimeout: 20_000, maxPayload: 1_048_576, perMessageDeflate: false };
let up = 0;

const plan = {
  ...common,
  transport,
  protocol: native.nativeProtocol,
  protocolOptions: native.nativeProtocol.readOptions({ hello: "notify" }),
  url: () => url,
  headers: () => ({}),
  backoff: defaultBackoff,
  readyTimeout: 10_000,
  heartbeat: 30_000,
  maxBuffered: 65_536,
  acknowledge: false,
  offlineBuffer: 50,
};
const host = { scheduler, tally: new tallies.Tally(), draw: (device, turn) => keyed(1, "link", device, turn) };
const device = {
  identity: { index: 1, id: "lock-1", kind: "lock", labels: {} },
  boots: 1,
  bootReason: "PowerOnReboot",
  commands: [],
  reported: () => ({ version: 1, values }),
  time: () => 1_768_500_000_123,
};
const connectionOwner = { onOpen: opened, onText() {}, onBinary() {}, onPing() {}, onPong() {}, onEnd: fail };
const linkOwner = {
  onLink: ({ phase }) => (phase === "ready" ? opened() : phase === "waiting" ? fail(phase) : undefined),
  onIncoming() {},
};

/** Each returns what sends a message. */
const layers = {
  ws() {
    const socket = new WebSocket(url, ["flotilla.v1"], { perMessageDeflate: false });
    socket.on("open", opened);
    socket.on("error", fail);
    return () => socket.send(text);
  },
  transport() {
    const connection = transport.dial({ ...common, url, subprotocols: ["flotilla.v1"], headers: {} }, connectionOwner);
    return () => connection.send(text);
  },
  link() {
    const link = new Link(plan, device, linkOwner, host);
    link.open(scheduler.now);
    return (seq) => link.telemetry({ time: 1_768_500_000_123 + seq, seq, values });
  },
};

const held = [];
await connect(before);
const empty = await settled();
const dialing = process.cpuUsage();
await connect(count);
const dialed = process.cpuUsage(dialing);
const full = await settled();

const rounds = Math.ceil(messages / held.length);
await say(1);
const sending = process.cpuUsage();
for (let round = 0; round < rounds; round++) await say(round + 2);
const sent = process.cpuUsage(sending);

console.log(
  JSON.stringify({
    resident: (full.rss - empty.rss) / count,
    heap: (full.heapUsed - empty.heapUsed) / count,
    dialMicros: (dialed.user + dialed.system) / count,
    messageMicros: (sent.user + sent.system) / (rounds * held.length),
  }),
);
process.exit(0);

function opened() {
  up++;
}

function fail(why) {
  console.error("expected every connection to open and stay, found", why);
  process.exit(1);
}

async function connect(more) {
  const goal = up + more;
  for (let begun = 0; begun < more; begun++) {
    held.push(layers[layer]());
    while (held.length - up >= atOnce) await nextTurn();
  }
  while (up < goal) await nextTurn();
}

/** One message of each. */
async function say(seq) {
  for (const [index, send] of held.entries()) {
    send(seq);
    if (index % 100 === 99) await nextTurn();
  }
}

async function settled() {
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await wait(150);
  }
  return process.memoryUsage();
}
