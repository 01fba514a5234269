import type { Identity } from "../../src/device/identity.ts";

/** Somebody to be, for tests that do not care who. */
export function testIdentity(kind: string, index = 0): Identity {
  return {
    index,
    id: `${kind}-${String(index + 1).padStart(4, "0")}`,
    kind,
    home: 0,
    room: "hall",
    name: `Test ${kind}`,
    serial: `TE${index}`,
    mac: "02:00:00:00:00:01",
    model: "SIM-TEST",
    firmware: "1.0.0",
    hardware: "A",
    labels: {},
  };
}
