/**
 * What the shipped kinds look like, as types: so that a scenario in TypeScript is checked while it is written.
 *
 * The one place where this room looks into `devices`, and it sees types only: nothing of a kind is loaded.
 */
import type { AirConditionerShape } from "../../../devices/air-conditioner/air-conditioner-schema.ts";
import type { BulbShape } from "../../../devices/bulb/bulb-schema.ts";
import type { ContactShape } from "../../../devices/contact-sensor/contact-schema.ts";
import type { LeakShape } from "../../../devices/leak-sensor/leak-schema.ts";
import type { LockShape } from "../../../devices/lock/lock-schema.ts";
import type { OccupancyShape } from "../../../devices/occupancy-sensor/occupancy-schema.ts";
import type { PlugShape } from "../../../devices/plug/plug-schema.ts";
import type { SmokeAlarmShape } from "../../../devices/smoke-alarm/smoke-alarm-schema.ts";
import type { ThermostatShape } from "../../../devices/thermostat/thermostat-schema.ts";
import type { Value, ValueOf, ValuesOf } from "../../device/field.ts";
import type { KindShape } from "../../device/kind.ts";

/** The kinds Flotilla ships, by their names in scenarios. */
export interface ShippedKinds {
  readonly "air-conditioner": AirConditionerShape;
  readonly bulb: BulbShape;
  readonly "contact-sensor": ContactShape;
  readonly "leak-sensor": LeakShape;
  readonly lock: LockShape;
  readonly "occupancy-sensor": OccupancyShape;
  readonly plug: PlugShape;
  readonly "smoke-alarm": SmokeAlarmShape;
  readonly thermostat: ThermostatShape;
}

/** Attributes and faults that every device has from its firmware. */
interface FirmwareAttributes {
  readonly upTime: number;
  readonly rebootCount: number;
  readonly bootReason: string;
  readonly rssi: number;
  readonly currentHeapFree: number;
  readonly totalOperationalHours: number;
}
type FirmwareFault = "dead-radio" | "memory-leak" | "no-ntp";

/** The named parts of one table of a kind: of a kind that is not known any text. */
export type NameIn<Shape extends KindShape, Table extends "commands" | "events" | "acts"> = keyof Shape[Table] & string;

export type AttributeName<Shape extends KindShape> = (keyof Shape["attributes"] | keyof FirmwareAttributes) & string;

export type FaultName<Shape extends KindShape> = (keyof Shape["faults"] & string) | FirmwareFault;

export type AttributeValue<Shape extends KindShape, Name extends string> = string extends keyof Shape["attributes"]
  ? Value
  : Name extends keyof Shape["attributes"]
    ? ValueOf<Shape["attributes"][Name]>
    : Name extends keyof FirmwareAttributes
      ? FirmwareAttributes[Name]
      : never;

/** The arguments of a command or an act; they may be left out where none is needed. */
export type ArgumentsOf<
  Shape extends KindShape,
  Table extends "commands" | "acts",
  Name extends NameIn<Shape, Table>,
> = string extends keyof Shape[Table]
  ? [args?: Readonly<Record<string, Value>>]
  : Record<never, never> extends ValuesOf<Shape[Table][Name]["args"]>
    ? [args?: ValuesOf<Shape[Table][Name]["args"]>]
    : [args: ValuesOf<Shape[Table][Name]["args"]>];
