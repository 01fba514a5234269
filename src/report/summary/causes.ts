/** What each known cause of a failed or ended connection asks for. Keys name settings of the scenario. */

export function refusalAdvice(status: number): string | undefined {
  const known = refusals[status];
  if (known !== undefined) return known;
  if (status >= 300 && status < 400) return "redirects are not followed: put the address it points to into target.url.";
  if (status >= 500) return "the server failed to take the connection: look into its log.";
  return "the server refused the upgrade: check target.url, target.headers and target.subprotocols.";
}

const refusals: Readonly<Record<number, string>> = {
  200: "an ordinary web page answered: check the path of target.url.",
  401: "the server wants credentials, or others than these: check target.auth and the environment variables it names.",
  403: "the server does not allow it with these credentials: check target.auth, and target.origin if it looks at that.",
  404: "the server has no WebSocket at this path: check the path of target.url.",
  429: "the server limits how fast devices connect: ramp more slowly (load), or raise its limit.",
  502: "the proxy before the server could not reach it: is the server running?",
  503: "the server is overloaded or not ready: ramp more slowly (load), or look into its log.",
  504: "the proxy before the server got no answer from it: is it overloaded?",
};

/** @param server where the devices connect. */
export function failureAdvice(reason: string, server: string): string | undefined {
  if (certificateFaults.test(reason)) {
    return "the server's certificate is not trusted: give its authority in target.tls.ca, or for a test only use --insecure.";
  }
  if (!Object.hasOwn(failures, reason)) return undefined;
  return failures[reason]!.replace("{server}", () => server);
}

const certificateFaults = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED|CERT_CHAIN/;

const failures: Readonly<Record<string, string>> = {
  BAD_HTTP:
    "what listens at {server} does not speak HTTP: check the port of target.url, and whether it should be wss:.",
  BAD_HEADER: "a header of the upgrade request is not valid: check target.headers and target.auth.",
  BAD_SUBPROTOCOL:
    "the server chose another subprotocol or none: check target.subprotocols and target.requireSubprotocol.",
  BAD_UPGRADE: "what listens at {server} is not a WebSocket server: check target.url.",
  BAD_URL: "target.url does not make a valid address for every device: check its templates.",
  CERT_HAS_EXPIRED: "the server's certificate has expired: renew it, or for a test only use --insecure.",
  EADDRINUSE:
    "a port that devices were to dial from is used by something else: name other addresses with --source-addresses.",
  EADDRNOTAVAIL:
    "this machine has no free port left towards {server}: dial from more addresses (--source-addresses, see flotilla doctor), or use fewer devices.",
  EAI_AGAIN: "the name of {server} could not be looked up: check the network and target.url.",
  ECONNREFUSED: "nobody listens there: is the server running at {server}?",
  ECONNRESET: "the server cut connections before they were open: is it overloaded, or out of open files?",
  EHOSTUNREACH: "no way leads to {server}: check the network and target.url.",
  EMFILE: "this process may not open more files: raise the limit (ulimit -n), or use fewer devices.",
  ENETUNREACH: "no way leads to {server}: check the network and target.url.",
  ENOTFOUND: "the name of {server} is not known: check target.url.",
  EPROTO: "TLS failed: is it ws: rather than wss:, or is target.tls.minVersion too high for it?",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another name: check target.url, or set target.tls.serverName.",
  ETIMEDOUT: "{server} did not answer at all: check the address and the firewalls between.",
  HANDSHAKE_TIMEOUT:
    "the server took the connection but did not answer the upgrade in time: it is overloaded, or no WebSocket server (target.handshakeTimeout).",
  NO_LOCAL_PORT:
    "all ports of the source addresses towards {server} are in use: name more addresses with --source-addresses, or spread the devices over several targets.",
  NOT_ACCEPTED: "the server answered device.hello with an error: it does not know the device, or is busy.",
  ERR_SSL_WRONG_VERSION_NUMBER: "what listens there does not speak TLS: should target.url be ws: rather than wss:?",
};

export function closeCodeAdvice(code: number): string | undefined {
  return closeCodes[code];
}

const closeCodes: Readonly<Record<number, string>> = {
  1002: "the server found a protocol error: see what it says of it in its log.",
  1003: "the server, or the device, got a frame of a type it does not take: text is expected, not binary.",
  1007: "somebody sent text that is not UTF-8: see the server's log.",
  1008: "the server found a breach of its policy: see its log for which.",
  1009: "a message was too big: for the server's limit, or for target.maxPayload.",
  1011: "the server failed while a device was connected: see its log.",
  1013: "the server asked devices to come back later: it is overloaded.",
  4001: "the server did not accept a device's credentials: check target.auth.",
  4003: "the server does not allow a device to connect: check target.auth.",
  4004: "the server does not know a device: does it have to be registered first?",
  4009: "another connection took a device's place: are there duplicate ids, in the fleet or in a second run?",
  4029: "a device sent or connected too often for the server: see its limits.",
};
