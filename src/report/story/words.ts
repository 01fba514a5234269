/** Names of programs as words of people: `living-room`, `batChargeLevel`. */

/** `living-room` and `livingRoom` are `living room`. */
export function words(name: string): string {
  return name
    .replaceAll(/[-_]/g, " ")
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, " ")
    .toLowerCase();
}

/** `Ana`, `Ana and Ben`, `Ana, Ben and Chao` */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
