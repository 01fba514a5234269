/** The TCP connections of a server, whatever they are used for: those in the middle of a TLS handshake are no HTTP connections yet. */
import type { Server, Socket } from "node:net";

export class OpenSockets {
  readonly #sockets = new Set<Socket>();

  constructor(server: Server) {
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  /** Cuts them all. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
