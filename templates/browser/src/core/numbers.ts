// One compact formatter for what is under the cursor and at the axes of a chart. Tables show the text that Python made.

/** A number in about `digits` significant digits, without float noise; typographic minus before it. As `format_number`
 * in Python (tests/vectors/formats.json), but for whole numbers from a billion on, which are short here too. */
export function compact(value: number, digits = 5): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    Number.isInteger(value) && size < 1e9
      ? String(value)
      : size >= 1e9 || size < 1e-4
        ? value
            .toExponential(digits - 1)
            .replace(/\.?0+e/, "e")
            .replace("e+", "e")
        : String(Number(value.toPrecision(Math.max(digits, Math.ceil(Math.log10(size))))));
  return minus(text);
}

/** Labels of axis ticks: all with the decimals that tell neighbours apart, thousands as k, millions as M. */
export function ticks(values: readonly (number | null)[], step: number): string[] {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)));
  if (largest !== 0 && (largest < 1e-3 || largest >= 1e9)) {
    const digits = Math.max(0, Math.min(16, Math.floor(Math.log10(largest)) - Math.floor(Math.log10(step)) + 1)) || 0;
    return values.map((value) => (value === null ? "" : minus(value === 0 ? "0" : exponential(value, digits))));
  }
  const [unit, letter] =
    step >= 1e6 || (largest >= 1e6 && step >= 1e5)
      ? [1e6, "M"]
      : step >= 1e3 || (largest >= 1e5 && step >= 100)
        ? [1e3, "k"]
        : [1, ""];
  const decimals = decimalsOf(step / unit);
  return values.map((value) => {
    if (value === null) return "";
    const scaled = (value / unit).toFixed(decimals);
    return Number(scaled) === 0 ? "0" : minus(scaled + letter);
  });
}

const MOST_DECIMALS = 16;

/** Decimals that write a step exactly: 3 for 0.025. */
function decimalsOf(step: number): number {
  let decimals = 0;
  // A share of the step, however small that is: float noise is no decimal.
  while (
    decimals < MOST_DECIMALS &&
    Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6 * step * 10 ** decimals
  )
    decimals += 1;
  return decimals;
}

function exponential(value: number, digits: number): string {
  return value
    .toExponential(digits)
    .replace(/(\.\d*?)0+e/, "$1e")
    .replace(".e", "e")
    .replace("e+", "e");
}

/** A real minus sign before a number, as wide as the plus; within an exponent it stays as one types it. */
function minus(text: string): string {
  return text.replace(/^-/, "−");
}
