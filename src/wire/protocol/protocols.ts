/** The one list of protocols, by the name a scenario uses. A new protocol is one folder beside `native` and one line here. */
import { FlotillaError } from "../../kernel/errors.ts";
import { nativeProtocol } from "./native/native-protocol.ts";
import { nearestName } from "./nearest-name.ts";
import type { Protocol } from "./protocol.ts";

export const protocols: Readonly<Record<string, Protocol>> = Object.freeze({
  native: nativeProtocol,
});

/**
 * The protocol a plan names, with its options read.
 *
 * @throws FlotillaError `scenario` for a name that is not in the list, or options that do not fit.
 */
export function protocolOf(
  name: string,
  options: unknown,
): { readonly adapter: Protocol; readonly protocolOptions: unknown } {
  const adapter = Object.hasOwn(protocols, name) ? protocols[name] : undefined;
  if (adapter === undefined) {
    const names = Object.keys(protocols);
    const meant = nearestName(name, names);
    throw new FlotillaError(
      "scenario",
      `protocol: expected one of ${names.join(", ")}, found ${JSON.stringify(name)}`,
      { hint: meant === undefined ? undefined : `Did you mean "${meant}"?`, details: { path: [] } },
    );
  }
  const protocolOptions = adapter.readOptions(options);
  if (protocolOptions instanceof FlotillaError) throw protocolOptions;
  return { adapter, protocolOptions };
}
