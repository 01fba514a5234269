/** A device of hand-written frames on a real WebSocket. Resolves instead of calling back; nothing waits longer than the test. */
import { once } from "node:events";
import { type ClientOptions, WebSocket } from "ws";

export class SocketDevice {
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into messages of many shapes
  readonly #heard: any[] = [];
  #waiting: (() => void) | undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on("error", () => {});
    socket.on("message", (data: Buffer) => {
      this.#heard.push(JSON.parse(data.toString()));
      this.#waiting?.();
    });
  }

  /** Opens a connection. */
  static async open(url: string, options: ClientOptions = {}, subprotocols = ["flotilla.v1"]): Promise<SocketDevice> {
    const device = new SocketDevice(new WebSocket(url, subprotocols, options));
    await once(device.socket, "open");
    return device;
  }

  /** Opens a connection and says hello. */
  static async connect(url: string, id = "lock-1", options: ClientOptions = {}): Promise<SocketDevice> {
    const device = await SocketDevice.open(url, options);
    device.say({ jsonrpc: "2.0", id: 1, method: "device.hello", params: { device: id, type: "lock", boot: 1 } });
    await device.next();
    return device;
  }

  say(message: unknown): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The next message of the server. */
  // eslint-disable-next-line typescript/no-explicit-any -- as above
  async next(): Promise<any> {
    while (this.#heard.length === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.#heard.shift();
  }
}

/** The answer to an upgrade request that is refused. */
export function refusalOf(
  url: string,
  options: ClientOptions = {},
): Promise<{ readonly status: number; readonly headers: Record<string, unknown>; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, ["flotilla.v1"], options);
    socket.on("error", () => {});
    socket.on("open", () => reject(new Error("expected a refusal, found an open connection")));
    socket.on("unexpected-response", (_, response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (body += part));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
  });
}
