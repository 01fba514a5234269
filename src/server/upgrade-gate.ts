/** Which upgrade requests are let in: those with access. Devices that cannot set headers may bring the token in the query. */
import type { IncomingMessage } from "node:http";
import type { Access } from "./access.ts";
import type { Refusal } from "./websocket-listener.ts";

/** Why a request is refused, or nothing. */
export function refusalOfUpgrade(request: IncomingMessage, access: Access): Refusal | undefined {
  const { host, authorization } = request.headers;
  const verdict = access({ host, authorization, queryToken: queryTokenOf(request.url ?? "/") });
  switch (verdict) {
    case "granted":
      return undefined;
    case "foreign-host":
      return { status: 421, detail: "expected a loopback name such as localhost in the Host header" };
    case "no-token":
      return { status: 401, detail: "expected the server's token in Authorization: Bearer <token> or ?token=" };
    case "wrong-token":
      return { status: 401, detail: "expected the server's token, found another" };
  }
}

function queryTokenOf(url: string): string | undefined {
  const query = url.indexOf("?");
  if (query < 0) return undefined;
  return new URLSearchParams(url.slice(query)).get("token") ?? undefined;
}
