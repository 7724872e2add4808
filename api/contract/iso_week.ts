import { z } from "zod";

/** An ISO 8601 week, `2026-W47`. */
export const isoWeekSchema = z.string().regex(
  /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/,
  "must be an ISO week such as 2026-W47",
);
