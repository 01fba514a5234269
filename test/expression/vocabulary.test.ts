import { describe, expect, test } from "vitest";
import { catalog } from "../../devices/catalog.ts";
import { compileExpression } from "../../src/expression/expression.ts";
import { type Vocabulary, vocabularyOf } from "../../src/expression/vocabulary.ts";
import { sampleKinds } from "./sample-kinds.ts";

const [lock, bulb, thermostat] = sampleKinds;

function told(source: string, vocabulary: Vocabulary): string {
  const compiled = compileExpression(source, vocabulary);
  return compiled.ok ? compiled.expression.type : `expected ${compiled.fault.expected}, found ${compiled.fault.found}`;
}

describe("what expressions can name", () => {
  test("is the device with the attributes of its kind, typed", () => {
    const vocabulary = vocabularyOf({ kinds: [lock!] });
    expect(told("device.lockState", vocabulary)).toBe("string");
    expect(told("device.source", vocabulary)).toBe("double");
    expect(told("device.kind == 'lock'", vocabulary)).toBe("bool");
    expect(told("device.onOff", vocabulary)).toMatch(/expected a value of device, found "onOff"/);
    expect(told("home.index", vocabulary)).toMatch(/expected a name that is known here/);
  });

  test("of several kinds is what any of them has, with a type where they agree", () => {
    const vocabulary = vocabularyOf({ kinds: [lock!, bulb!, thermostat!] });
    expect(told("device.currentLevel", vocabulary)).toBe("double");
    expect(told("device.source", vocabulary)).toBe("dyn");
    expect(told("device.mode == 'vacation' || device.mode == 'party'", vocabulary)).toBe("bool");
    expect(told("device.mode == 'holiday'", vocabulary)).toBe(
      'expected one of "normal", "vacation", "party", found "holiday"',
    );
  });

  test.each([
    ["home.present + home.awake + home.outdoorTemperature + home.outdoorHumidity + home.irradiance", "double"],
    ["home.mains && home.windowsOpen && home.network == 'degraded'", "bool"],
    ["home.network == 'slow'", 'expected one of "good", "degraded", "down", found "slow"'],
    ["run.elapsed + run.planned + run.wanted + run.ready + run.messages.telemetry + run.commands.lost", "double"],
    ["run.connections.closeCodes['1006'] + run.http.unexpected", "double"],
    ["event.name", "string"],
    ["event.alarmCode == 'jammed'", "bool"],
    ["event.alarmCode == 'jamed'", 'expected one of "jammed", "forced", found "jamed"'],
    ["command.args.pinCode", "dyn"],
    ["step.name + string(step.round)", "string"],
  ])("%s: %s", (source, type) => {
    const event = { name: "doorLockAlarm", kinds: [lock!] };
    expect(told(source, vocabularyOf({ home: true, run: true, event, command: true, step: true }))).toBe(type);
  });

  test("is every attribute of every kind that comes with Flotilla", () => {
    for (const kind of catalog)
      for (const name of Object.keys(kind.attributes))
        expect(told(`has(device.${name})`, vocabularyOf({ kinds: [kind] }))).toBe("bool");
  });
});
