import { z } from "zod";

/** Every error of the API has this shape. */
export const problemSchema = z.object({
  error: z.object({
    code: z.string().describe("Stable name of the error"),
    message: z.string().describe("One line: what is wrong, and how to mend it"),
  }),
});
export type Problem = z.infer<typeof problemSchema>;

export const healthSchema = z.object({ status: z.literal("ok") });
