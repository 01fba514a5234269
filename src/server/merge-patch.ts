/**
 * JSON Merge Patch (RFC 7396): how a client changes desired state.
 *
 * 1. The target is left as it is; the result shares with it what the patch does not touch.
 * 2. `null` removes a member, an object is merged into the member, anything else replaces it.
 * 3. A member called `__proto__` is ignored: it would change what the object is instead of what it holds.
 */
import { isObject, type JsonObject } from "./json-rpc.ts";

/** @param patch at most a few levels deep; the caller has checked that. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (name === "__proto__") continue;
    if (value === null) delete merged[name];
    else if (isObject(value)) {
      const member = Object.hasOwn(merged, name) ? merged[name] : undefined;
      merged[name] = mergePatch(isObject(member) ? member : {}, value);
    } else merged[name] = value;
  }
  return merged;
}
