const DAY_MS = 24 * 3600 * 1000;

/**
 * The ISO 8601 week of a moment, in UTC: `2026-W47`.
 *
 * Weeks begin on Monday, and week 1 is the one with the year's first Thursday; so a week belongs to
 * the year of its Thursday, and the days around New Year may belong to the year before or after.
 *
 * @throws {RangeError} for an invalid date
 */
export function isoWeek(date: Date): string {
  if (Number.isNaN(date.getTime())) throw new RangeError("cannot tell the week of an invalid date");
  const daysSinceMonday = (date.getUTCDay() + 6) % 7;
  const thursday = new Date(date.getTime() + (3 - daysSinceMonday) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const dayOfYear = (startOfDay(thursday) - Date.UTC(year, 0, 1)) / DAY_MS;
  const week = Math.floor(dayOfYear / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

function startOfDay(date: Date): number {
  return Math.floor(date.getTime() / DAY_MS) * DAY_MS;
}
