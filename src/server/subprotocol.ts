/** The subprotocol of the native protocol, as devices offer it in the upgrade request. */
export const nativeSubprotocol = "flotilla.v1";

/** What to select of what a device offers; empty selects none, which devices accept too. */
export function selectSubprotocol(offered: Iterable<string>): string {
  for (const name of offered) if (name === nativeSubprotocol) return name;
  return "";
}
