/** What people do, in words. */
import type { Activity, Happening } from "../../world/happening.ts";
import { words } from "./words.ts";

/** What somebody does, or what comes about by itself. */
export interface Deed {
  /** Absent: nobody's doing. */
  readonly person?: number;
  /** Without the name: `gets up`. */
  readonly text: string;
  /** Not worth a line unless a device answers to it. */
  readonly minor: boolean;
  /** It goes without saying that somebody walked to where it is done. */
  readonly walked?: boolean;
  /** People do it together: those who do it soon after join in. */
  readonly joint?: Joint;
  /** The room somebody goes to. */
  readonly to?: string;
}

/** `comes home` and `come home`, and what is added for all of them: `to an empty house`. */
export interface Joint {
  readonly what: "arrival" | "leaving";
  readonly all: string;
  readonly addition: string;
}

/** In words; nothing for what only goes on with something told before. */
export function deedOf(happening: Happening): Deed | undefined {
  switch (happening.type) {
    case "arrival": {
      const joint: Joint = { what: "arrival", all: "come home", addition: happening.first ? " to an empty house" : "" };
      return { person: happening.person, text: "comes home", minor: false, joint };
    }
    case "leaving": {
      const joint: Joint = { what: "leaving", all: "leave", addition: happening.last ? ", nobody stays" : "" };
      return { person: happening.person, text: "leaves", minor: false, walked: true, joint };
    }
    case "wake":
      return { person: happening.person, text: "gets up", minor: false };
    case "bedtime":
      return { person: happening.person, text: "goes to bed", minor: false, walked: true };
    case "moved":
      return { person: happening.person, text: `goes to the ${words(happening.to)}`, minor: true, to: happening.to };
    case "began": {
      const text = beginnings[happening.activity];
      return text === undefined ? undefined : { person: happening.person, text, minor: false };
    }
    case "ended": {
      const { text, own } = ends[happening.activity] ?? {};
      if (text === undefined) return undefined;
      return own === true ? { person: happening.person, text, minor: true } : { text, minor: false };
    }
    case "windows":
      return { text: happening.open ? "the windows are opened" : "the windows are closed", minor: false };
    case "front-door":
    case "entry":
    case "settled":
    case "departure":
      return undefined;
  }
}

const beginnings: Readonly<Record<Activity, string | undefined>> = {
  cooking: "starts cooking",
  "hot-drink": "makes a hot drink",
  television: "watches television",
  computer: "sits down at the computer",
  shower: "takes a shower",
  dishes: "starts the dishwasher",
  laundry: "starts the washing machine",
  "car-charging": "plugs in the car",
};

/** `own`: it ends because somebody ends it. */
const ends: Readonly<Partial<Record<Activity, { readonly text: string; readonly own: boolean }>>> = {
  cooking: { text: "has cooked", own: true },
  television: { text: "turns the television off", own: true },
  computer: { text: "leaves the computer", own: true },
  dishes: { text: "the dishwasher is done", own: false },
  laundry: { text: "the washing machine is done", own: false },
  "car-charging": { text: "the car stops charging", own: false },
};
