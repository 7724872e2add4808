import assert from "node:assert/strict";
import { databaseAddress } from "../../../../jobs/confine/database_address.ts";
import { permissionFlags, type Reach } from "../../../../jobs/confine/permission_flags.ts";

const NOTHING: Reach = {
  origins: [],
  database: null,
  loopback: false,
  readPaths: [],
  writePaths: [],
  variables: [],
  systemFacts: [],
  programs: [],
  nativeLibraries: false,
};

function flag(name: string, reach: Partial<Reach>): string | undefined {
  return permissionFlags({ ...NOTHING, ...reach }).find((each) => each.startsWith(name));
}

Deno.test("hosts are allowed with their ports, those that a scheme implies included", () => {
  const origins = [
    "https://api.example.com/v1",
    "http://gpu.example.com:8000/v1?x=1",
    "http://[::1]:8080",
    "https://api.example.com/other",
  ].map((url) => new URL(url));
  assert.equal(
    flag("--allow-net", { origins, database: { host: "db.example.com", port: 5433 } }),
    "--allow-net=api.example.com:443,gpu.example.com:8000,[::1]:8080,db.example.com:5433",
  );
  assert.equal(flag("--allow-net", { loopback: true }), "--allow-net=127.0.0.1");
});

Deno.test("what is not needed has no flag, for one without a value would allow everything", () => {
  const flags = permissionFlags(NOTHING);
  for (
    const name of ["--allow-net", "--allow-read", "--allow-write", "--allow-ffi", "--allow-run"]
  ) {
    assert.ok(!flags.some((each) => each.startsWith(name)), name);
  }
  assert.ok(flags.includes("--no-remote") && flags.includes("--deny-import"));
  assert.equal(flag("--allow-ffi", { nativeLibraries: true }), "--allow-ffi");
});

Deno.test("a variable that is not named looks unset, and only facts that are named are told", () => {
  const named = flag("--allow-env", { variables: ["MY_KEY"] })!.split("=")[1]!.split(",");
  assert.ok(named.includes("MY_KEY") && named.includes("TZ"));
  assert.ok(!named.includes("*") && !named.includes("DENO_AUTH_TOKENS"));
  assert.equal(flag("--ignore-env", {}), "--ignore-env");
  assert.equal(flag("--allow-sys", { systemFacts: ["hostname"] }), "--allow-sys=hostname");
  assert.equal(flag("--allow-sys", {}), undefined);
});

Deno.test("a path with a comma, which no flag can hold, is reached through the folder above it", () => {
  const writePaths = ["/data/a,b/out", "/c"];
  assert.equal(flag("--allow-write", { writePaths }), "--allow-write=/data,/c");
});

Deno.test("a database's socket is reached as a file and as a socket", () => {
  const database = { socket: "/run/pg/.s.PGSQL.5432" };
  assert.equal(flag("--allow-net", { database }), "--allow-net=unix:/run/pg/.s.PGSQL.5432");
  assert.equal(flag("--allow-read", { database }), "--allow-read=/run/pg/.s.PGSQL.5432");
  assert.equal(flag("--allow-write", { database }), "--allow-write=/run/pg/.s.PGSQL.5432");
});

Deno.test("what a database URL leaves out comes from where the driver takes it", () => {
  const env = (variables: Record<string, string>) => (name: string) => variables[name];
  const cases: [url: string | undefined, variables: Record<string, string>, expected: unknown][] = [
    [undefined, {}, null],
    ["", {}, null],
    ["no url", {}, null],
    ["postgres://u:p@db.example.com/x", {}, { host: "db.example.com", port: 5432 }],
    ["postgres://u@db.example.com:6543/x", { PGPORT: "1" }, { host: "db.example.com", port: 6543 }],
    ["postgres://u@[::1]/x", { PGPORT: "7" }, { host: "::1", port: 7 }],
    ["postgres:///x", { PGHOST: "pg.example.com" }, { host: "pg.example.com", port: 5432 }],
    ["postgres:///x", { PGHOST: "/run/pg" }, { socket: "/run/pg/.s.PGSQL.5432" }],
    ["postgres:///x", {}, { host: "localhost", port: 5432 }],
  ];
  for (const [url, variables, expected] of cases) {
    assert.deepEqual(databaseAddress(url, env(variables)), expected, url);
  }
});
