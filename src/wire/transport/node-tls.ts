/** Node's TLS, loaded when it is first asked for: most connections have none, and a process without it starts sooner and is smaller. */
import { createRequire } from "node:module";
import type * as tls from "node:tls";

const require = createRequire(import.meta.url);

export function nodeTls(): typeof tls {
  return require("node:tls") as typeof tls;
}
