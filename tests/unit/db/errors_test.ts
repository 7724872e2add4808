import assert from "node:assert/strict";
import { DatabaseError, toDatabaseError } from "../../../db/errors.ts";

function failure(code: string, message = "it says"): Error {
  return Object.assign(new Error(message), { code });
}

Deno.test("toDatabaseError() finds the server's words below the query builder's", () => {
  const wrapped = new Error("Failed query: insert into samples ...\nparams: megabytes", {
    cause: failure("23503", "violates foreign key"),
  });
  const error = toDatabaseError(wrapped, "Postgres at db:5432/x");
  assert.equal(error.message, "Postgres at db:5432/x: violates foreign key (SQLSTATE 23503)");
  assert.equal(error.kind, "query");
  assert.equal(error.cause, wrapped);
});

Deno.test("toDatabaseError() tells the cases apart", () => {
  const kinds = {
    ECONNREFUSED: "unreachable",
    CONNECT_TIMEOUT: "unreachable",
    CONNECTION_CLOSED: "unreachable",
    "57P01": "unreachable",
    "28P01": "refused",
    "3D000": "refused",
    "42501": "refused",
    "53100": "disk_full",
    ENOSPC: "disk_full",
    "22012": "query",
  };
  for (const [code, kind] of Object.entries(kinds)) {
    assert.equal(toDatabaseError(failure(code), "here").kind, kind, code);
  }
});

Deno.test("toDatabaseError() says one bounded line whatever it is given", () => {
  for (const given of ["text", null, new Error(""), new Error(`a\n${"b".repeat(1e6)}`)]) {
    const { message } = toDatabaseError(given, "here");
    assert.ok(message.startsWith("here: ") && message.length < 400 && !message.includes("\n"));
  }
});

Deno.test("toDatabaseError() leaves an error alone that is clear already", () => {
  const clear = new DatabaseError("locked", "in use");
  assert.equal(toDatabaseError(new Error("outer", { cause: clear }), "here"), clear);
});
