// Night visitor: a stranger walks down the street and tries the keypads of its doors.
//
//     npx flotilla run scenarios/night-visitor.ts
//     npx flotilla run scenarios/night-visitor.ts --set vars.homes=1000 --set vars.patience=12
//
// With the code that the locks came with, some doors open, and the run fails:
//
//     npx flotilla run scenarios/night-visitor.ts --set vars.code=1234
//
// Shows what functions are for. What the visitor does next depends on what has happened: he types one code after another,
// loses his nerve sooner or later, and runs when a light goes on. The home reacts by itself: at the alarm of its lock it
// switches on its lights from room to room, and later off again. No list of actions could say so, and still every run of a
// seed is the same. For your server it is an hour of alarms, commands in bursts and events that belong together. The run has
// failed if a command or a connection is lost, or if the visitor comes in.
import { defineScenario, kind, type KindDevice, type ScriptContext, type ShippedKinds } from "flotilla/scenario";

const lock = kind("lock");
const bulb = kind("bulb");
type Door = KindDevice<ShippedKinds["lock"]>;

/** What the visitor knows of a door that he has come to. */
const newVisit = () => ({ tried: 0, nerve: 1 });

export default defineScenario(({ vars }) => {
  const homes = Number(vars["homes"] ?? 60);
  /** The code of the first resident. */
  const code = String(vars["code"] ?? "7391");
  /** How many codes he types at one door before he has had enough. */
  const patience = Number(vars["patience"] ?? 8);

  /** Types a code, and after some seconds the next. */
  function tryCode(door: Door, context: ScriptContext): void {
    const visit = door.memory(newVisit);
    const seen = door.home.devices.some((device) => bulb.is(device) && device.get("onOff"));
    if (seen || visit.tried >= patience || context.random.next() > visit.nerve) {
      context.log(`${door.id}: gone after ${visit.tried} codes, ${seen ? "a light went on" : "nobody woke up"}`);
      return;
    }
    visit.tried++;
    visit.nerve *= 0.97;
    door.act("enter-pin", { code: likelyCode(context) });
    context.wait(3_000 + 5_000 * context.random.next(), () => tryCode(door, context));
  }

  return {
    flotilla: 1,
    name: "night-visitor",
    description: "A stranger tries the keypads of a street at night; homes wake up, and nobody comes in.",
    seed: 7,
    clock: { start: "2026-01-16T02:00:00+01:00", speed: 60 },
    homes,
    fleet: [
      lock.group({
        perHome: 1,
        settings: { usedByResidents: false, pinCode: code },
        on: {
          doorLockAlarm(door, { alarmCode }, context) {
            if (alarmCode !== "wrongCodeEntryLimit") return;
            const lamps = door.home.devices.filter(bulb.is);
            for (const [place, lamp] of lamps.entries()) {
              context.wait((place + 1) * 700, () => lamp.command("on"));
              context.wait("5m", () => lamp.command("off"));
            }
          },
          lockOperation(_door, { lockOperationType, operationSource }, context) {
            if (lockOperationType === "unlock" && operationSource === "keypad")
              context.fail("a guessed code was right");
          },
        },
      }),
      bulb.group({ perHome: { uniform: [2, 5] }, settings: { usedByResidents: false, startUpOnOff: "off" } }),
    ],
    load: [{ ramp: "100%", over: "1m" }, { hold: "59m" }],
    timeline: [
      {
        name: "visitor",
        at: "5m",
        select: { kind: "lock", share: "40% of homes" },
        do(devices, context) {
          // From door to door: each has its own time within half an hour.
          for (const door of devices.filter(lock.is))
            context.wait(1_800_000 * context.random.next(), () => tryCode(door, context));
        },
      },
    ],
    expect: ["commands.lost == 0", "connections.lost == 0"],
  };
});

/** A birthday, a year, or what is quick to type. */
function likelyCode({ random }: ScriptContext): string {
  const draw = random.next();
  if (draw < 0.4) return `${twoDigits(1 + random.next() * 31)}${twoDigits(1 + random.next() * 12)}`;
  if (draw < 0.8) return String(Math.floor(1950 + random.next() * 60));
  return ["1234", "0000", "2580", "1111"][Math.floor(random.next() * 4)]!;
}

function twoDigits(number: number): string {
  return String(Math.floor(number)).padStart(2, "0");
}
