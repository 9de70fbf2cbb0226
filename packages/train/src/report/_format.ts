/** What stands for a value that there is not. */
export const noValue = "\u2013";

/** 12345.6 is "12,345.6": so many digits behind the point at most. */
export function numberText(value: number, digits: number = 0): string {
  const [whole = "", part] = String(Number(Math.abs(value).toFixed(digits))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const rounded = part === undefined ? grouped : `${grouped}.${part}`;
  return value < 0 && rounded !== "0" ? `\u2212${rounded}` : rounded;
}

/** "1 instance", "2,000 instances". */
export function countText(count: number, thing: string): string {
  return `${numberText(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** A score from 0 to 1, "0.512"; a dash for none. */
export function scoreText(value: number | null | undefined, digits: number = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noValue;
  return value.toFixed(digits).replace("-", "\u2212");
}

/** "1.3 h", "12 min", "45 s" */
export function durationText(seconds: number): string {
  if (seconds >= 5400) return `${numberText(seconds / 3600, 1)} h`;
  if (seconds >= 90) return `${numberText(seconds / 60, 0)} min`;
  return `${numberText(seconds, seconds < 10 ? 1 : 0)} s`;
}

/** "1.2 GB", "350 MB": powers of ten. */
export function bytesText(bytes: number): string {
  if (bytes >= 1e9) return `${numberText(bytes / 1e9, 1)} GB`;
  return bytes >= 1e6 ? `${numberText(bytes / 1e6)} MB` : `${numberText(bytes / 1e3)} kB`;
}
