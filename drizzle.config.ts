import { defineConfig } from "drizzle-kit";

/** Read by `deno task db:generate` only; the program itself never loads it. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./db/schema.ts",
  out: "./db/migrations",
});
