/**
 * Numbers as JSON has them, the same digits as `JSON.stringify`.
 *
 * What a device measures is mostly rounded to three decimals or fewer, and written as two whole numbers, which costs less than half of
 * what the shortest digits of any double cost. It is right because a double has at most one decimal of up to 15 digits near it:
 * the one found here has nine, and stands for just this double, so it is the shortest.
 */

/** What is not finite has no number in JSON; `JSON.stringify` says null too. */
export function numberText(value: number): string {
  if ((value | 0) === value) return `${value | 0}`;
  const size = Math.abs(value);
  if (size < mostWhole) {
    const thousandths = Math.round(size * 1_000);
    if (thousandths > 0 && thousandths / 1_000 === size) {
      const text = decimalText(thousandths);
      return value < 0 ? `-${text}` : text;
    }
  }
  return Number.isFinite(value) ? `${value}` : "null";
}

/** Below this, thousandths are a 32-bit integer. */
const mostWhole = 1_000_000;

function decimalText(thousandths: number): string {
  const whole = (thousandths / 1_000) | 0;
  const rest = (thousandths - whole * 1_000) | 0;
  if (rest === 0) return `${whole}`;
  if (rest % 10 !== 0) return rest < 10 ? `${whole}.00${rest}` : rest < 100 ? `${whole}.0${rest}` : `${whole}.${rest}`;
  const hundredths = (rest / 10) | 0;
  if (hundredths % 10 !== 0) return hundredths < 10 ? `${whole}.0${hundredths}` : `${whole}.${hundredths}`;
  return `${whole}.${(hundredths / 10) | 0}`;
}
