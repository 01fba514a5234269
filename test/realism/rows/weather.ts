/** Row 11: the weather. */
import type { Row } from "../row.ts";
import { autocorrelation, deviation, mean } from "../statistics.ts";
import type { ClimateYears } from "../studies/weather.ts";

export const weatherRows: readonly Row[] = [
  {
    number: 11,
    statistic: "outdoor temperature: residual deviation (K), its correlation after 1 h and 24 h, daily range (K)",
    target: "continental 5.2±.8, .955-.985, .4-.6, 14±2; maritime 3.6±.6, .97-.99, .5-.65, 6.4±1.5",
    source: "Denver TMY3, Essen TRY 2010-05",
    basis: "published",
    measure({ weather: { climates } }) {
      return [
        ...figures("continental", climates.continental, [4.4, 6], [0.955, 0.985], [0.4, 0.6], [12, 16]),
        ...figures("maritime", climates.maritime, [3, 4.2], [0.97, 0.99], [0.5, 0.65], [4.9, 7.9]),
      ];
    },
  },
];

type Band = readonly [low: number, high: number];

function figures(climate: string, years: ClimateYears, spread: Band, hour: Band, day: Band, range: Band) {
  const { residuals, dailyRanges } = years;
  const figure = (name: string, value: number, [low, high]: Band) => ({ name: `${climate} ${name}`, value, low, high });
  return [
    figure("residual K", deviation(residuals), spread),
    figure("after 1 h", autocorrelation(residuals, 1), hour),
    figure("after 24 h", autocorrelation(residuals, 24), day),
    figure("daily range K", mean(dailyRanges), range),
  ];
}
