/** The id of a device: from the list of its group, or from its group's template and its place. */
import type { Place } from "./fleet-layout.ts";
import type { GroupPlan } from "../plan.ts";

/** What an id template may contain, in braces. */
export const idPlaceholders: readonly string[] = ["group", "kind", "number", "index", "home"];

/**
 * Numbers count from 1. Homes and indexes count from 0, as everywhere. Numbers and homes have at least four digits, so that
 * ids sort.
 */
export function deviceId(
  group: Pick<GroupPlan, "id" | "name" | "kind" | "identities">,
  place: Omit<Place, "group">,
): string {
  const listed = group.identities?.columns["id"]?.[place.numberInGroup];
  if (listed !== undefined) return listed;
  return group.id.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
    switch (name) {
      case "group":
        return group.name;
      case "kind":
        return group.kind;
      case "number":
        return padded(place.numberInGroup + 1);
      case "index":
        return String(place.index);
      case "home":
        return padded(place.home);
      default:
        return placeholder;
    }
  });
}

function padded(count: number): string {
  return String(count).padStart(4, "0");
}
