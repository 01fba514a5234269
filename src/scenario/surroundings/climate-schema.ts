/** The weather: one that is built in, or a file of the user's. */
import { z } from "zod";
import type { ClimateName } from "../../world/climate.ts";
import { defaults } from "../defaults.ts";
import type { WeatherFileInput } from "../scenario-input.ts";
import { choice, line, mapping } from "../values/schema-values.ts";

const latitude = "a latitude in degrees north, -90..90";

export const climate: z.ZodType<ClimateName | WeatherFileInput> = z
  .union(
    [
      choice("continental", "maritime"),
      mapping("a weather file such as { file: ./weather.csv, latitude: 48.1 }", {
        file: line("the path of a weather file").meta({
          description: "A year hour by hour, as CSV with a header; the path counts from the scenario's folder.",
          examples: ["./weather.csv"],
        }),
        latitude: z
          .number({ error: latitude })
          .min(-90, { error: latitude })
          .max(90, { error: latitude })
          .meta({ description: "Where it was measured, in degrees north, for the sun.", examples: [48.1] }),
      }),
    ],
    { error: 'one of "continental", "maritime", or a weather file such as { file: ./weather.csv, latitude: 48.1 }' },
  )
  .meta({
    description: "The weather outdoors.",
    default: defaults.climate,
    examples: ["maritime", { file: "./weather.csv", latitude: 48.1 }],
  });
