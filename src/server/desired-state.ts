/**
 * What clients want a device's attributes to be, and how far the device has followed.
 *
 * 1. Each change raises the version by one; the device takes only what is newer than what it has.
 * 2. A device known to have the previous version is sent the change alone, so that what a person changed by hand since is left alone.
 *    Any other is sent all that is desired.
 * 3. `null` in a change takes the wish back; the device is not told to do anything about it.
 */
import type { HubLimits } from "./hub-limits.ts";
import type { JsonObject, RpcError } from "./json-rpc.ts";
import { isKeepable } from "./json-size.ts";
import { mergePatch } from "./merge-patch.ts";

/** How far the device has followed the current version. */
export type DesiredStatus =
  /** Nothing has been desired yet. */
  | { readonly type: "none" }
  /** It has not confirmed it: not connected, or no answer. */
  | { readonly type: "pending" }
  | { readonly type: "applied" }
  | { readonly type: "refused"; readonly error: RpcError };

export class DesiredState {
  version = 0;
  values: JsonObject = {};
  status: DesiredStatus = { type: "none" };
  /** The version that the device is known to have. */
  #confirmed = 0;
  #change: JsonObject = {};

  /** Merges `patch` in. Returns false, and changes nothing, when too much would be desired. */
  change(patch: JsonObject, limits: HubLimits): boolean {
    if (!isKeepable(patch, limits)) return false;
    const values = mergePatch(this.values, patch);
    if (!isKeepable(values, limits)) return false;
    this.values = values;
    this.#change = mergePatch({}, patch);
    this.version++;
    this.status = { type: "pending" };
    return true;
  }

  /** What the device must be sent to have the current version. */
  catchUp(): JsonObject {
    return this.#confirmed === this.version - 1 ? this.#change : this.values;
  }

  /** The device has `version`. */
  confirm(version: number): void {
    this.#confirmed = Math.max(this.#confirmed, version);
    if (version === this.version) this.status = { type: "applied" };
  }

  /** The device will not have `version`. */
  refuse(version: number, error: RpcError): void {
    if (version === this.version) this.status = { type: "refused", error };
  }

  /** The device is ahead of us, from a time that we have forgotten: goes on counting from there. */
  overtake(version: number): void {
    this.version = version + 1;
    this.#confirmed = 0;
  }

  /** The device has lost its memory. */
  forget(): void {
    this.#confirmed = 0;
    if (this.version > 0) this.status = { type: "pending" };
  }
}
