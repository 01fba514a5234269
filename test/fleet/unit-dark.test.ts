/** What becomes of a device's connection when its cells are empty, and when somebody changes them. */
import { expect, test } from "vitest";
import { type FleetRig, fleetRig } from "./fleet-rig.ts";

function lockWithEmptyCells(): FleetRig {
  const rig = fleetRig({ fleet: [{ kind: "lock", count: 1, id: "door", settings: { usedByResidents: false } }] });
  rig.pass("1m");
  const unit = rig.unit("door");
  expect(unit.ready).toBe(true);
  // More than any cells hold; a fault of the motor has it look at them.
  (unit.device.state as { battery: { used: number } }).battery.used = 100_000;
  unit.device.fault("motor-failure", true);
  return rig;
}

test("a device with empty cells is gone without a word and stays away, whatever network and mains do", () => {
  const rig = lockWithEmptyCells();
  const unit = rig.unit("door");
  expect(unit.phase).toBe("unpowered");
  const links = rig.records.flatMap((record) => (record.type === "link" ? [record.phase] : []));
  expect(links).not.toContain("closing");
  unit.loseNetwork();
  unit.restoreNetwork();
  unit.mains(false);
  unit.mains(true);
  unit.disconnect();
  unit.reconnect();
  const said = rig.records.length;
  rig.pass("3d");
  expect(unit.phase).toBe("unpowered");
  expect(rig.records.slice(said)).toEqual([]);
});

test("with fresh cells it boots and connects again", () => {
  const rig = lockWithEmptyCells();
  const unit = rig.unit("door");
  rig.pass("1d");
  unit.device.act("replace-battery");
  expect(unit.phase).toBe("booting");
  rig.pass("2m");
  expect(unit.ready).toBe(true);
  expect(unit.bootReason).toBe("powerOnReboot");
});
