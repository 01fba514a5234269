/** Tells a connected device what is desired of it, and notes its answer. */
import type { Duration } from "../kernel/time.ts";
import type { DesiredState } from "./desired-state.ts";
import type { DeviceConnection } from "./device-connection.ts";
import { isCount } from "./hello.ts";
import { isObject, rpcCode, type RpcError } from "./json-rpc.ts";
import type { RequestOutcome } from "./pending-requests.ts";

export type DeliveryOutcome =
  | { readonly type: "applied" }
  | { readonly type: "refused"; readonly error: RpcError }
  /** The device may have followed or not. */
  | { readonly type: "no-answer" };

/** @param done called exactly once, with the version that was delivered at last. */
export function deliverDesired(
  desired: DesiredState,
  connection: DeviceConnection,
  timeout: Duration,
  done: (version: number, outcome: DeliveryOutcome) => void,
  mayOvertake = true,
): void {
  const { version } = desired;
  const asked = connection.request("state.desired", { version, patch: desired.catchUp() }, timeout, (outcome) => {
    const answer = readAnswer(outcome);
    switch (answer.type) {
      case "no-answer":
        done(version, answer);
        return;
      case "refused":
        desired.refuse(version, answer.error);
        done(version, answer);
        return;
      case "has":
        break;
    }
    if (answer.version > desired.version) {
      // It counts from a time that we have forgotten. Once: a device that is always ahead must not keep us busy.
      if (mayOvertake) {
        desired.overtake(answer.version);
        deliverDesired(desired, connection, timeout, done, false);
        return;
      }
    } else if (answer.applied || answer.version >= version) {
      desired.confirm(Math.max(version, answer.version));
      done(version, { type: "applied" });
      return;
    }
    const error = { code: rpcCode.rejected, message: `the device has version ${answer.version}` };
    desired.refuse(version, error);
    done(version, { type: "refused", error });
  });
  if (!asked) done(version, { type: "no-answer" });
}

/** What the device says: the version that it has, and whether that is because of this request. */
type Answer =
  | Exclude<DeliveryOutcome, { type: "applied" }>
  | { readonly type: "has"; readonly version: number; readonly applied: boolean };

function readAnswer(outcome: RequestOutcome): Answer {
  switch (outcome.type) {
    case "no-answer":
      return { type: "no-answer" };
    case "error":
      return { type: "refused", error: outcome.error };
    case "result": {
      const { result } = outcome;
      if (isObject(result) && isCount(result["version"])) {
        return { type: "has", version: result["version"], applied: result["applied"] === true };
      }
      const message = "expected the device to answer with its version and whether it applied this one";
      return { type: "refused", error: { code: rpcCode.request, message } };
    }
  }
}
