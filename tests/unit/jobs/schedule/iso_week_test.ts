import assert from "node:assert/strict";
import fc from "fast-check";
import { isoWeek } from "../../../../jobs/schedule/iso_week.ts";

Deno.test("isoWeek() is right around New Year", () => {
  // From the table of ISO 8601's own examples and of leap years that begin on each weekday.
  const weeks: [string, string][] = [
    ["2005-01-01", "2004-W53"],
    ["2005-01-02", "2004-W53"],
    ["2005-12-31", "2005-W52"],
    ["2006-01-01", "2005-W52"],
    ["2006-01-02", "2006-W01"],
    ["2007-01-01", "2007-W01"],
    ["2007-12-30", "2007-W52"],
    ["2007-12-31", "2008-W01"],
    ["2008-12-28", "2008-W52"],
    ["2008-12-29", "2009-W01"],
    ["2009-12-31", "2009-W53"],
    ["2010-01-03", "2009-W53"],
    ["2026-11-16", "2026-W47"],
  ];
  for (const [day, week] of weeks) assert.equal(isoWeek(new Date(`${day}T00:00:00Z`)), week, day);
});

Deno.test("isoWeek() changes on Monday at midnight UTC", () => {
  assert.equal(isoWeek(new Date("2026-11-22T23:59:59.999Z")), "2026-W47");
  assert.equal(isoWeek(new Date("2026-11-23T00:00:00.000Z")), "2026-W48");
});

Deno.test("isoWeek() agrees with Temporal at any moment", () => {
  const moment = fc.date({
    min: new Date("1901-01-01"),
    max: new Date("2199-12-31"),
    noInvalidDate: true,
  });
  fc.assert(fc.property(moment, (date) => {
    const day = Temporal.Instant.fromEpochMilliseconds(date.getTime()).toZonedDateTimeISO("UTC");
    const expected = `${day.yearOfWeek}-W${String(day.weekOfYear).padStart(2, "0")}`;
    assert.equal(isoWeek(date), expected);
  }));
});

Deno.test("isoWeek() refuses an invalid date", () => {
  assert.throws(() => isoWeek(new Date("never")), /invalid date/);
});
