/**
 * A contact sensor: a reed contact and a magnet, on a door, a window, a cupboard, a mailbox.
 *
 * 1. It says what it sits on at once, and nothing when nothing changes but that it is alive, once an hour.
 * 2. The truth goes on behind a broken sensor: when the fault is over, it shows how things are by then.
 * 3. Its cell lasts for years; at the end it is dark, until somebody puts a fresh one in and it boots.
 *
 * Semantics: Matter 1.6, clusters BooleanState (true is closed) and PowerSource.
 */
import { type Cells, comesToChangeCells, defineKind, type Input, integer, type Kind, newCells } from "flotilla/device";
import { freshCell, measure, runDown, sensorCell } from "./battery.ts";
import { move, show } from "./contact.ts";
import {
  acts,
  attributes,
  commands,
  type ContactContext,
  type ContactShape,
  events,
  faults,
  type PlaceName,
  settings,
  wakes,
} from "./contact-schema.ts";
import { awaitMail, type Errand, findOpen, goOn, mailComes, takePart } from "./residents.ts";

export interface ContactState extends Cells {
  /** Which of all sensors it is: its cell and its window's popularity are drawn from this. */
  unit: number;
  /** Whether what it sits on is open, whatever is shown. */
  open: boolean;
  errand: Errand;
  /** Whether there is mail in the box. */
  mail: boolean;
}

export const contactSensor: Kind = defineKind({
  name: "contact-sensor",
  summary: "A battery-powered contact on a door, a window, a cupboard or a mailbox.",
  matterType: "Contact Sensor 0x0015",
  power: "battery",
  rooms: { hall: 3, "living-room": 2, bedroom: 2, kitchen: 2, bathroom: 1, office: 1 },
  attributes,
  commands,
  events,
  settings,
  faults,
  acts,
  wakes,
  hears: ["front-door", "windows", "began", "moved", "arrival"],
  start(context): ContactState {
    const unit = integer(context.random, 0, 0x7fff_ffff);
    const state: ContactState = {
      unit,
      open: false,
      errand: null,
      mail: false,
      ...newCells(sensorCell(unit), context.now),
    };
    const place = placeOf(context);
    if (context.settings.usedByResidents) state.open = findOpen(state, place, context);
    context.set("stateValue", !state.open);
    measure(state, context);
    awaitMail(place, "today", context);
    return state;
  },
  step(state, input, context) {
    switch (input.type) {
      case "happening":
        return takePart(state, placeOf(context), input.happening, context);
      case "wake":
        return goAhead(state, input.name, context);
      case "act":
        return suffer(state, input.name, context);
      case "fault":
        return fail(state, input, context);
      case "configured":
        return awaitMail(placeOf(context), "tomorrow", context);
      case "boot":
        return show(state, "boot", context);
      case "desired":
      case "power":
        // Nothing of it can be set, and mains is nothing to it.
        return;
    }
  },
  signals: {},
});

/** What the sensor sits on. */
function placeOf({ settings: given, room }: ContactContext): PlaceName {
  return given.on ?? (room === "hall" ? "front-door" : room === "outdoors" ? "mailbox" : "window");
}

function goAhead(state: ContactState, wake: (typeof wakes)[number], context: ContactContext): void {
  switch (wake) {
    case "resident":
      return goOn(state, placeOf(context), context);
    case "mail":
      return mailComes(state, placeOf(context), context);
    case "battery":
      return measure(state, context);
    case "cells":
      if (comesToChangeCells(context)) freshCell(state, context);
      return;
  }
}

type ContactInput<Type> = Extract<Input<ContactShape>, { readonly type: Type }>;

function suffer(state: ContactState, act: ContactInput<"act">["name"], context: ContactContext): void {
  switch (act) {
    case "open":
    case "close":
      return move(state, act === "open", context);
    case "replace-battery":
      return freshCell(state, context);
  }
}

function fail(state: ContactState, { name, active }: ContactInput<"fault">, context: ContactContext): void {
  switch (name) {
    case "stuck":
    case "magnet-lost":
      return show(state, "fault", context);
    case "tamper":
      context.set("tampered", active, "fault");
      if (active) context.raise("tamperAlarm", {});
      return;
    case "low-battery":
      return (active ? runDown : freshCell)(state, context);
  }
}
