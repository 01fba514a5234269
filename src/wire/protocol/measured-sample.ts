/** A sample as its device has measured it: a list of values beside their names. An object of them is made for who asks for one. */
import { type Columns, valuesOf } from "../../device/columns.ts";
import type { Sample, Value, Values } from "./message.ts";

export class MeasuredSample implements Sample {
  readonly time: number;
  readonly seq: number;
  readonly columns: Columns;
  readonly list: readonly Value[];

  constructor(time: number, seq: number, columns: Columns, list: readonly Value[]) {
    this.time = time;
    this.seq = seq;
    this.columns = columns;
    this.list = list;
  }

  get values(): Values {
    return valuesOf(this.columns, this.list);
  }
}
