/**
 * Durations as people write and read them.
 *
 * @module
 */

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86400 };

/** Reads a duration such as `90s`, `45m`, `2h` or `1.5h`; undefined if it is none. */
export function parseDuration(text: string): number | undefined {
  const match = text.match(/^(\d+(?:\.\d+)?)(s|m|min|h|d)$/);
  const seconds = match ? Number(match[1]) * (UNITS[match[2]!] ?? NaN) : NaN;
  return seconds > 0 ? seconds : undefined;
}

/** A duration for people: `45 s`, `12 min`, `3.5 h`, `2.1 days`, `1.5 years`. */
export function renderDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${(seconds / 3600).toFixed(1)} h`;
  const days = seconds / 86400;
  return days < 365 ? `${days.toFixed(1)} days` : `${(days / 365.25).toFixed(1)} years`;
}
