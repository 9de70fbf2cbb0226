import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArchiveServer, ArchiveServerOptions } from "@atcs/simulator";
import { afterAll, describe, expect, test } from "vitest";
import { main } from "../../src/index.ts";
import { type ServeOptions, serve } from "../../src/serve/serve.ts";
import { captureIo } from "../support/io.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-serve-"));
afterAll(() => rmSync(folder, { recursive: true }));

const options: ServeOptions = { root: "archive", port: 0, user: "me", faults: [] };

/** Serves nothing, and is interrupted as soon as it is announced. */
async function run(
  env: Record<string, string>,
  json: boolean,
  changes: Partial<ServeOptions> = {},
): Promise<{ stdout: string; stderr: string; given: ArchiveServerOptions; closed: boolean }> {
  const controller = new AbortController();
  const { io, stdout, stderr } = captureIo({ env });
  let given: ArchiveServerOptions | undefined;
  let closed = false;
  const server = {
    host: "127.0.0.1",
    port: 40_022,
    url: "sftp://127.0.0.1:40022/SPACEBORNE",
    hostKeyFingerprint: "SHA256:abc",
    stats: { logins: 1, transfers: 2, bytesSent: 3000 },
    close: async () => {
      closed = true;
    },
  } as ArchiveServer;
  const running = serve(
    { ...options, ...changes },
    async (asked) => {
      given = asked;
      setTimeout(() => controller.abort(), 20);
      return server;
    },
    { io, signal: controller.signal, json },
  );
  await expect(running).rejects.toThrow("aborted");
  return { stdout: stdout(), stderr: stderr(), given: given!, closed };
}

describe("what is told when it is ready", () => {
  test("to people", async () => {
    const { stdout, stderr, given, closed } = await run({ ATCS_SERVE_PASSWORD: "secret" }, false);
    expect(stdout).toBe(
      "serving   sftp://127.0.0.1:40022/SPACEBORNE\n" +
        "user      me\n" +
        "password  that of ATCS_SERVE_PASSWORD\n" +
        "host key  SHA256:abc\n" +
        "connect   sftp -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -P 40022 me@127.0.0.1:/SPACEBORNE\n" +
        "Ctrl-C ends it.\n",
    );
    expect(stderr).toBe("closed after 1 login, 2 files, 3 kB\n");
    expect(given).toMatchObject({ root: "archive", port: 0, users: [{ username: "me", password: "secret" }] });
    expect(closed).toBe(true);
  });

  test("a host key that is kept may be remembered", async () => {
    const { stdout, given } = await run({}, false, { hostKey: "key" });
    expect(stdout).toContain("connect   sftp -P 40022 me@127.0.0.1:/SPACEBORNE\n");
    expect(given.hostKey).toBe("key");
    expect((await run({}, false)).given).not.toHaveProperty("hostKey");
  });

  test("to programs, on one line, with the password that was made", async () => {
    const { stdout, given } = await run({}, true);
    expect(stdout.split("\n")).toHaveLength(2);
    const password = given.users![0]!.password!;
    expect(password).toMatch(/^[\w-]{16}$/);
    expect(JSON.parse(stdout)).toEqual({
      host: "127.0.0.1",
      port: 40_022,
      url: "sftp://127.0.0.1:40022/SPACEBORNE",
      user: "me",
      password,
      hostKey: "SHA256:abc",
    });
  });

  test("a password of the environment is not repeated", async () => {
    const { stdout, stderr } = await run({ ATCS_SERVE_PASSWORD: "secret" }, true);
    expect(JSON.parse(stdout)).not.toHaveProperty("password");
    expect(stdout + stderr).not.toContain("secret");
  });

  test("each time another password is made", async () => {
    const [first, second] = [await run({}, true), await run({}, true)];
    expect(first.given.users![0]!.password).not.toBe(second.given.users![0]!.password);
  });
});

describe("what cannot be served", () => {
  const failed = async (...argv: string[]) => {
    const { io, stdout, stderr } = captureIo();
    return { code: await main(["serve", ...argv], io), stdout: stdout(), stderr: stderr() };
  };

  test("no directory", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect((await failed(join(folder, "none"))).stderr).toMatch(
      /none: cannot be served \(no such directory\)\. Give the/,
    );
    expect((await failed(file)).stderr).toMatch(/file: cannot be served \(it is a file\)\. Give the/);
    expect((await failed(file)).code).toBe(1);
  });

  test("a port that is in use", async () => {
    const controller = new AbortController();
    const { io, stdout } = captureIo({ signal: controller.signal });
    const running = main(["serve", folder, "--json"], io);
    while (stdout() === "") await new Promise((resolve) => setTimeout(resolve, 10));
    const { port } = JSON.parse(stdout()) as { port: number };
    const { code, stderr } = await failed(folder, "--port", String(port));
    expect([code, stderr]).toEqual([
      1,
      `atcs serve: port ${port} of 127.0.0.1: cannot be served (it is in use). Choose another one with --port, or leave it out for any that is free.\n`,
    ]);
    controller.abort();
    expect(await running).toBe(130);
  });

  test("an empty password", async () => {
    const { io, stderr } = captureIo({ env: { ATCS_SERVE_PASSWORD: "" } });
    expect(await main(["serve", folder], io)).toBe(2);
    expect(stderr()).toMatch(/ATCS_SERVE_PASSWORD is empty/);
  });
});
