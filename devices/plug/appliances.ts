/** What may be plugged in. A new appliance is a file beside this one, a line here, and a room it is found in. */
import { type HomeView, type Random, sample } from "flotilla/device";
import type { AnyAppliance } from "./appliance.ts";
import { car } from "./car.ts";
import { coffeeMachine } from "./coffee-machine.ts";
import { computer } from "./computer.ts";
import { dishwasher } from "./dishwasher.ts";
import { heater } from "./heater.ts";
import { kettle } from "./kettle.ts";
import { lamp } from "./lamp.ts";
import { refrigerator } from "./refrigerator.ts";
import { router } from "./router.ts";
import { television } from "./television.ts";
import { washingMachine } from "./washing-machine.ts";
import type { ApplianceName } from "./plug-schema.ts";

export const appliances: Readonly<Record<ApplianceName, AnyAppliance>> = {
  television,
  computer,
  kettle,
  "coffee-machine": coffeeMachine,
  refrigerator,
  "washing-machine": washingMachine,
  dishwasher,
  lamp,
  heater,
  router,
  car,
  nothing: {
    idles: false,
    switchedAtPlug: false,
    found: () => ({}),
    draws: () => ({ from: 0, to: 0, powerFactor: 1 }),
  },
};

/** What the plug of a room is there for. */
export function applianceFor(room: string, { traits }: HomeView, random: Random): ApplianceName {
  const found: readonly (readonly [ApplianceName, number])[] = Object.hasOwn(foundIn, room)
    ? foundIn[room]!
    : elsewhere;
  // A home has one washing machine, in one room.
  const weights = found.map(([name, weight], index) => {
    return [index, name === "washing-machine" && traits.laundryRoom !== room ? 0 : weight] as const;
  });
  return found[sample({ choice: weights }, random)]![0];
}

/** Weights by room; people meter what they wonder about (design values). */
const foundIn: Readonly<Record<string, readonly (readonly [ApplianceName, number])[]>> = {
  "living-room": [
    ["television", 45],
    ["lamp", 35],
    ["router", 10],
    ["heater", 4],
    ["nothing", 6],
  ],
  kitchen: [
    ["refrigerator", 30],
    ["kettle", 22],
    ["coffee-machine", 20],
    ["dishwasher", 14],
    ["washing-machine", 8],
    ["nothing", 6],
  ],
  office: [
    ["computer", 60],
    ["router", 18],
    ["lamp", 12],
    ["heater", 6],
    ["nothing", 4],
  ],
  bedroom: [
    ["lamp", 60],
    ["heater", 15],
    ["nothing", 25],
  ],
  bathroom: [
    ["washing-machine", 65],
    ["heater", 15],
    ["nothing", 20],
  ],
  hall: [
    ["router", 45],
    ["lamp", 35],
    ["nothing", 20],
  ],
  garage: [
    ["car", 65],
    ["refrigerator", 20],
    ["nothing", 15],
  ],
  cellar: [
    ["washing-machine", 50],
    ["refrigerator", 35],
    ["nothing", 15],
  ],
};
const elsewhere: readonly (readonly [ApplianceName, number])[] = [
  ["lamp", 50],
  ["nothing", 50],
];
