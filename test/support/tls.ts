/** The certificates of `test/fixtures/tls`, as PEM. What each one is stands in its README. */
import { readFileSync } from "node:fs";

const folder = new URL("../fixtures/tls/", import.meta.url);
const pem = (name: string): string => readFileSync(new URL(name, folder), "utf8");

export const tlsFixtures: {
  readonly ca: string;
  readonly otherCa: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly hub: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
} = {
  ca: pem("ca.crt"),
  otherCa: pem("other-ca.crt"),
  server: { cert: pem("server.crt"), key: pem("server.key") },
  hub: { cert: pem("hub.crt"), key: pem("hub.key") },
  client: { cert: pem("client.crt"), key: pem("client.key") },
};
