/** How a device takes leave of the server when it restarts. */
import { expect, test } from "vitest";
import { type FleetRig, fleetRig } from "./fleet-rig.ts";

/** What a bulb and its link did, without their times. */
function doings(rig: FleetRig): string[] {
  return rig.records.flatMap((record) => {
    if (record.type === "link") return [record.phase];
    return record.type === "down" || record.type === "boot"
      ? [`${record.type} ${"why" in record ? record.why : ""}`]
      : [];
  });
}

function restarting(reason: "softwareReset" | "softwareWatchdogReset" | "brownOutReset"): string[] {
  const rig = fleetRig({ fleet: [{ kind: "bulb", count: 1, id: "lamp" }] });
  rig.pass("1m");
  const before = doings(rig).length;
  expect(rig.unit("lamp").ready).toBe(true);
  rig.unit("lamp").reboot(reason);
  rig.pass("5m");
  expect(rig.unit("lamp").ready).toBe(true);
  return doings(rig).slice(before);
}

test("a device that restarts in good order says goodbye", () => {
  expect(restarting("softwareReset").slice(0, 2)).toEqual(["down reboot", "closing"]);
});

test.each(["softwareWatchdogReset", "brownOutReset"] as const)(
  "one that restarts by %s is gone without a word",
  (reason) => {
    const [first, ...rest] = restarting(reason);
    expect(first).toBe("down crash");
    expect(rest).not.toContain("closing");
    expect(rest.at(-1)).toBe("ready");
  },
);
