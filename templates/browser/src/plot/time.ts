// Times on an axis and under the cursor: durations, and moments in UTC as everywhere on the site.

const DAY = 86_400;

/** Seconds as people say them: "45s", "1m30s", "2h05m", "3d4h"; with tenths and thousandths where `step` needs them. */
export function duration(seconds: number, step = 1): string {
  const sign = seconds < 0 ? "−" : "";
  const total = Math.abs(seconds);
  if (step < 1 && total < 60) {
    const decimals = Math.min(3, Math.max(0, Math.ceil(-Math.log10(step))));
    return `${sign}${total.toFixed(decimals)}s`;
  }
  const whole = Math.round(total);
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  const pad = (value: number): string => String(value).padStart(2, "0");
  if (days > 0) return `${sign}${days}d${hours ? `${hours}h` : ""}${!hours && minutes ? `${minutes}m` : ""}`;
  if (hours > 0)
    return `${sign}${hours}h${minutes || rest ? `${pad(minutes)}m` : ""}${rest && step < 60 ? `${pad(rest)}s` : ""}`;
  if (minutes > 0) return `${sign}${minutes}m${rest ? `${pad(rest)}s` : ""}`;
  return `${sign}${rest}s`;
}

/** Steps of an axis of seconds that fall on what clocks show. */
export const TIME_STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
  10_800, 21_600, 43_200,
].concat([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].map((days) => days * DAY));

export function moment(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "" : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Labels of moments on an axis; the day beneath the first and wherever a new one begins. */
export function momentTicks(splits: readonly number[], step: number): string[] {
  let before = "";
  return splits.map((seconds) => {
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime())) return "";
    const text = date.toISOString();
    const day = text.slice(0, 10);
    if (step >= DAY) return day;
    const clock = text.slice(11, step < 1 ? 23 : step < 60 ? 19 : 16);
    const fresh = day !== before;
    before = day;
    return fresh ? `${clock}\n${day}` : clock;
  });
}
