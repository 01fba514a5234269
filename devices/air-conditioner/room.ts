/**
 * The room a unit hangs in: a share of the house with its own air, walls and windows, moved on from input to input.
 *
 *     weather, sun, people, appliances ----> room (air, mass, moisture) <---- unit
 *     the house's own heating -------------'
 *
 * 1. Between two inputs all that acts on the room is constant, so temperatures and moisture have closed forms. Weather acts as
 *    in the middle of each quarter of an hour while the unit runs, of each hour while it is off.
 * 2. In winter the house's own heating keeps the room at `houseHeating`: each quarter or hour it gives what the room would lose,
 *    and something more or less towards that temperature; never less than nothing.
 * 3. A room that is heated and whose unit is off rests: it eases to that temperature, and is looked at again when sun and
 *    appliances alone will be too much for it, or after a day. So a unit costs next to nothing in winter.
 * 4. With the unit off, open windows lose five times as much heat and exchange ten times as much air. With it on, somebody has
 *    closed the window of this room.
 *
 * Moisture buffer of walls and furniture: fifteen times the air's (OCHRE). Sun through the windows, and people, as in the
 * thermostat's house; appliances and air change are typical figures.
 *
 * Units: °C, W, s, g/kg.
 */
import {
  advanceHouse,
  airAt,
  houseModel,
  type HouseInputs,
  type HouseModel,
  houseParameters,
  type HouseState,
  type HomeTraits,
  hours,
  instant,
  type Instant,
  later,
  minutes,
  relax,
  settleHouse,
} from "flotilla/device";
import type { AirConditionerContext } from "./air-conditioner-schema.ts";
import { moistureOf } from "./moist-air.ts";
import { millionths, thousandths } from "./rounding.ts";

export interface RoomState {
  /** Air, walls and the unit's sensor. */
  readonly house: HouseState;
  /** Outdoors until the next weather; in a room that rests, the temperature it is kept at. */
  outdoor: number;
  /** Sun, people, appliances and the house's heating, until then. */
  gains: number;
  /** From the unit. */
  heat: number;
  /** g/kg, on its way to `moistureTo`. */
  moisture: number;
  moistureTo: number;
  /** What `moistureTo` is when nothing condenses: outdoors, and what people give off. */
  moistureFree: number;
  windowsOpen: boolean;
  /** See invariant 3. */
  rests: boolean;
}

export const quarterMillis: number = minutes(15);
const hourMillis: number = hours(1);
/** s behind the air: the sensor sits in the air the unit draws in. */
const sensorLag = 120;

const openWindowsLoss = 5;
const openWindowsExchange = 10;

/** How much of the home's floor the room has. */
const floorShares: Readonly<Record<string, number>> = {
  "living-room": 0.25,
  bedroom: 0.14,
  office: 0.12,
  kitchen: 0.13,
};
const otherShare = 0.12;

export function newRoom(): RoomState {
  return {
    house: { air: 20, mass: 20, sensor: 20 },
    outdoor: 20,
    gains: 0,
    heat: 0,
    moisture: 6,
    moistureTo: 6,
    moistureFree: 6,
    windowsOpen: false,
    rests: false,
  };
}

/** m² of the room's floor. */
export function floorOf({ home, room }: AirConditionerContext): number {
  return home.traits.floorArea * shareOf(room);
}

/** Heat a unit has to take out on a hot afternoon with the sun in the room, W, sensible. */
export function designLoad(context: AirConditionerContext): number {
  const { traits } = context.home;
  const loss = traits.heatLoss * shareOf(context.room) * (traits.coolingDesignTemperature - designIndoor);
  return Math.max(500, loss + solarGain(floorOf(context), 850) + appliances(floorOf(context)) + 2 * perPerson);
}

/** The room as it has been for days. */
export function moveIn(room: RoomState, context: AirConditionerContext): void {
  const { home, now, settings } = context;
  let outdoor = 0;
  let gains = 0;
  let moisture = 0;
  for (let hour = 0; hour < 24; hour++) {
    const at = instant(now - hour * hourMillis);
    const celsius = home.outdoorTemperature(at);
    outdoor += celsius / 24;
    moisture += moistureOf(celsius, home.outdoorHumidity(at)) / 24;
    gains += (freeGains(at, context) + perPerson / 2) / 24;
  }
  room.windowsOpen = home.windowsOpen(now);
  settleHouse(room.house, modelOf(room, context), { outdoor, airGain: gains / 2, massGain: gains / 2 });
  const air = Math.min(warmest, Math.max(settings.houseHeating, room.house.air));
  room.house.air = air;
  room.house.mass = air;
  room.house.sensor = air;
  room.moisture = moisture + usualExcess;
}

/** Moves the room on by `seconds`. */
export function passTime(room: RoomState, context: AirConditionerContext, seconds: number): void {
  advanceHouse(room.house, modelOf(room, context), inputsOf(room), seconds);
  room.moisture = millionths(moistureAfter(room, seconds));
}

/** °C of the air, and g/kg in it, in `seconds`. */
export function airAfter(room: RoomState, context: AirConditionerContext, seconds: number): number {
  return airAt(room.house, modelOf(room, context), inputsOf(room), seconds);
}
export function moistureAfter(room: RoomState, seconds: number): number {
  return relax(room.moisture, room.moistureTo, moistureLag(room), seconds);
}

/**
 * Takes the weather from now on, and says when to take it next.
 *
 * @param phase ms after the full quarter of an hour at which this room's quarters begin.
 */
export function takeWeather(room: RoomState, running: boolean, phase: number, context: AirConditionerContext): Instant {
  const { home, now, settings } = context;
  room.windowsOpen = !running && home.windowsOpen(now);
  const until = running ? now : restUntil(room, context);
  room.rests = until > now;
  const length = running ? quarterMillis : hourMillis;
  const end = room.rests ? until : later(instant((Math.floor((now - phase) / length) + 1) * length), phase);
  const middle = instant((now + end) / 2);
  room.outdoor = thousandths(home.outdoorTemperature(middle));
  const people = peopleIn(context);
  breathe(room, people, middle, context);
  if (room.rests) {
    // Heating and losses balance at this temperature.
    room.outdoor = thousandths(settings.houseHeating);
    room.gains = 0;
    return end;
  }
  const free = freeGains(middle, context) + perPerson * people;
  const model = modelOf(room, context);
  const missing = model.heatLoss * (settings.houseHeating - room.outdoor) - free;
  const towards = ((model.heatLoss + model.coupling) / 2) * (settings.houseHeating - room.house.air);
  const most = mostHeating * floorOf(context);
  // No heating is on where the room would stay warm without.
  room.gains = thousandths(free + (missing > 0 ? Math.min(most, Math.max(0, missing + towards)) : 0));
  return end;
}

/** Has the unit act on the room from now on. */
export function actOn(room: RoomState, heat: number, condensate: number, context: AirConditionerContext): void {
  room.heat = thousandths(heat);
  room.moistureTo = thousandths(room.moistureFree - (condensate * 3_600) / changesPerHour(room) / airMass(context));
}

/** What acts on the room, until the next call. */
export function inputsOf({ outdoor, gains, heat }: RoomState): HouseInputs {
  inputs.outdoor = outdoor;
  inputs.airGain = gains / 2 + heat;
  inputs.massGain = gains / 2;
  return inputs;
}

const inputs: HouseInputs = { outdoor: 0, airGain: 0, massGain: 0 };

/** The room's modes. Worked out once for each home and room, and looked up from then on. */
export function modelOf({ windowsOpen }: RoomState, { home, room }: AirConditionerContext): HouseModel {
  let known = models.get(home.traits);
  if (known === undefined) models.set(home.traits, (known = new Map()));
  const key = windowsOpen ? `${room} open` : room;
  let model = known.get(key);
  if (model === undefined) {
    const share = shareOf(room);
    const { heatLoss, heatCapacity, airShare, massConductance } = home.traits;
    const building = {
      heatLoss: heatLoss * share * (windowsOpen ? openWindowsLoss : 1),
      heatCapacity: heatCapacity * share,
      airShare,
      massConductance: massConductance * share,
    };
    model = houseModel(houseParameters(building, sensorLag));
    known.set(key, model);
  }
  return model;
}

const models = new WeakMap<HomeTraits, Map<string, HouseModel>>();

/** People who are in the room: those awake there, and in a bedroom up to two who sleep. */
export function peopleIn({ home, room, now }: AirConditionerContext): number {
  const awakeHere = home.peopleIn(room, now);
  if (room !== "bedroom") return awakeHere;
  const { home: atHome, awake } = home.presence(now);
  return awakeHere + Math.min(2, atHome - awake);
}

/** Until when a heated room may be left to itself; now when it may not. */
function restUntil(room: RoomState, context: AirConditionerContext): Instant {
  const { home, now, settings } = context;
  const { house } = room;
  const warm = settings.houseHeating;
  if (room.windowsOpen || Math.abs(house.air - warm) > 0.5 || Math.abs(house.mass - warm) > 1) return now;
  const { heatLoss } = modelOf(room, context);
  const most = solarGain(floorOf(context), brightestSky) + appliances(floorOf(context)) + 2 * perPerson;
  for (let hour = 0; hour < longestRest; hour++) {
    const at = later(now, (hour + 0.5) * hourMillis);
    const missing = heatLoss * (warm - home.outdoorTemperature(at));
    if (missing < most && missing < freeGains(at, context) + perPerson) return later(now, hour * hourMillis);
  }
  return later(now, longestRest * hourMillis);
}

function breathe(room: RoomState, people: number, at: Instant, context: AirConditionerContext): void {
  const outdoors = moistureOf(room.outdoor, context.home.outdoorHumidity(at));
  const perHour = (people * gramsPerPerson + floorOf(context) * gramsBesides) / airMass(context);
  room.moistureFree = thousandths(outdoors + perHour / changesPerHour(room));
}

/** s. */
function moistureLag(room: RoomState): number {
  return (moistureBuffer * 3_600) / changesPerHour(room);
}

function changesPerHour({ windowsOpen }: RoomState): number {
  return windowsOpen ? airChange * openWindowsExchange : airChange;
}

function freeGains(at: Instant, context: AirConditionerContext): number {
  const floor = floorOf(context);
  return appliances(floor) + solarGain(floor, context.home.irradiance(at));
}

/** W/m² of what is always plugged in, sensible. */
function appliances(floor: number): number {
  return 3.5 * floor;
}

/** Windows of 15 % of the floor see 45 % of the horizontal light, and let in 35 % of that. */
function solarGain(floor: number, irradiance: number): number {
  return 0.15 * 0.45 * 0.35 * floor * irradiance;
}

function airMass(context: AirConditionerContext): number {
  return floorOf(context) * 2.5 * 1.2;
}

function shareOf(room: string): number {
  return Object.hasOwn(floorShares, room) ? floorShares[room]! : otherShare;
}

const designIndoor = 24;
/** Where rooms end up that nobody cools: by then people have found a way. */
const warmest = 31;
/** W, sensible. */
const perPerson = 75;
const gramsPerPerson = 60;
/** g/h and m² of plants, washing, cooking: 9 kg a day in a home of 150 m². */
const gramsBesides = 2.5;
/** g/kg by which rooms are damper than the air outdoors. */
const usualExcess = 2;
const moistureBuffer = 15;
/** Air changes per hour with the windows closed. */
const airChange = 0.5;
/** W/m² of floor that the house's heating can give. */
const mostHeating = 120;
const brightestSky = 1_050;
/** Hours. */
const longestRest = 24;
