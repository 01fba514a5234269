/**
 * The server's side of a device's connection with somebody else's JSON-RPC (npm `json-rpc-2.0`), so that our own codec cannot
 * agree with itself on a mistake.
 */
import { JSONRPCClient, JSONRPCServer, JSONRPCServerAndClient } from "json-rpc-2.0";
import type { Visitor } from "./foreign-server.ts";

/** A call of the device, as the library handed it on. */
export interface Call {
  readonly method: string;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into parameters of many shapes
  readonly params: any;
}

export interface JsonRpcPeer {
  /** What the device called, oldest first. */
  readonly calls: readonly Call[];
  /** The params of all calls of one method. */
  // eslint-disable-next-line typescript/no-explicit-any -- as above
  of(method: string): readonly any[];
  /** Its telemetry: of batches, which hold what was measured without a connection, and of single reports. */
  // eslint-disable-next-line typescript/no-explicit-any -- as above
  readonly samples: readonly any[];
  /** Asks the device; rejects with its error. */
  request(method: string, params?: object): PromiseLike<unknown>;
  notify(method: string, params?: object): void;
}

const deviceMethods = [
  "device.hello",
  "telemetry.report",
  "telemetry.batch",
  "state.report",
  "event.report",
  "device.bye",
];

export interface PeerOptions {
  /** The answer to `device.hello`. */
  readonly welcome?: object;
  /** Ids of our requests count up from here. */
  readonly firstId?: number;
}

/** Answers a device from now on. */
export function speakJsonRpc({ socket }: Visitor, { welcome = {}, firstId = 0 }: PeerOptions = {}): JsonRpcPeer {
  const calls: Call[] = [];
  let nextId = firstId;
  const peer = new JSONRPCServerAndClient(
    new JSONRPCServer({ errorListener: () => {} }),
    new JSONRPCClient(
      (message) => socket.send(JSON.stringify(message)),
      () => nextId++,
    ),
    { errorListener: () => {} },
  );
  for (const method of deviceMethods) {
    peer.addMethod(method, (params: unknown) => {
      calls.push({ method, params });
      return method === "device.hello" ? welcome : {};
    });
  }
  // What is no JSON-RPC the library refuses by rejecting; the test sees it in `heard`.
  socket.on("message", (data: Buffer) => void peer.receiveAndSend(JSON.parse(data.toString())).catch(() => {}));
  socket.on("close", () => peer.rejectAllPendingRequests("the device is gone"));
  return {
    calls,
    get samples() {
      return calls.flatMap(({ method, params }) =>
        method === "telemetry.batch" ? params.samples : method === "telemetry.report" ? [params] : [],
      );
    },
    of: (method) => calls.filter((call) => call.method === method).map(({ params }) => params),
    request: (method, params = {}) => peer.request(method, params),
    notify: (method, params = {}) => peer.notify(method, params),
  };
}
