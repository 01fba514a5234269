/** What an output needs of a terminal or of whatever stands in for one. The command line's own satisfies it. */
export interface Terminal {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
}
