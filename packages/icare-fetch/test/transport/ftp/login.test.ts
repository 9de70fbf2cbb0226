import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { Secret } from "../../../src/credentials/index.ts";
import type { ArchiveErrorCode } from "../../../src/errors.ts";
import { type FtpTransportOptions, ftpSecurityOf, ftpTransport } from "../../../src/transport/ftp/index.ts";
import { failureOf, password, saying, session, start, transportTo } from "./_session.ts";

describe("logging in", () => {
  test("sends name and password, and nothing else holds the password", async () => {
    const lines: string[] = [];
    const { server, connection } = await session(
      {},
      { password: new Secret(password), log: ({ message }) => lines.push(message) },
    );
    expect(server.commands).toContain(`PASS ${password}`);
    expect(connection.isOpen).toBe(true);
    expect(lines.join()).toContain("nothing is encrypted");
    expect(lines.join()).not.toContain(password);
    expect(inspect(connection, { depth: 9, showHidden: true })).not.toContain(`'${password}'`);
    await connection.close();
    expect(connection.isOpen).toBe(false);
  });

  const replies: [string, string, ArchiveErrorCode, string?][] = [
    ["PASS", "530 Login incorrect.", "ARCHIVE_AUTHENTICATION"],
    ["PASS", "430 Invalid username or password", "ARCHIVE_AUTHENTICATION"],
    ["PASS", `530 Login incorrect: ${password}`, "ARCHIVE_AUTHENTICATION", "***"],
    ["PASS", "530 Too many failed login attempts.", "ARCHIVE_AUTHENTICATION"],
    ["PASS", "421 Too many wrong passwords", "ARCHIVE_AUTHENTICATION"],
    ["PASS", "530 Sorry, the maximum number of clients (5) for this user are already connected.", "ARCHIVE_BUSY"],
    ["PASS", "421 Too many connections (4) from this IP", "ARCHIVE_BUSY"],
    ["USER", "430 Too many users", "ARCHIVE_BUSY"],
    ["PASS", "421 Service not available", "ARCHIVE_CONNECTION"],
    ["PASS", "434 Host unavailable", "ARCHIVE_CONNECTION"],
    ["USER", "530 Non-anonymous sessions must use encryption.", "ARCHIVE_PROTOCOL", "ftps://"],
    ["USER", "332 Need account", "ARCHIVE_AUTHENTICATION"],
    ["TYPE", "421 Timeout", "ARCHIVE_CONNECTION"],
    ["TYPE", "504 No", "ARCHIVE_PROTOCOL"],
  ];
  test.each(replies)("%s: %s is %s", async (verb, reply, code, text = "") => {
    const server = await start({ answer: saying(verb, reply) });
    const credentialsFrom = "the user name from the URL and the password from ICARE_PASSWORD";
    const error = await failureOf(transportTo(server, { credentialsFrom }).connect());
    if (code === "ARCHIVE_AUTHENTICATION") expect(error.message).toContain(`of "me" (`);
    if (code === "ARCHIVE_AUTHENTICATION") expect(error.message).toContain(`check ${credentialsFrom};`);
    expect(error).toMatchObject({ code, origin: `ftp://me@127.0.0.1:${server.port}` });
    expect(error.message).toContain(text);
    expect(error.isTransient).toBe(["ARCHIVE_BUSY", "ARCHIVE_CONNECTION"].includes(code));
    await vi.waitFor(() => expect(server.sessions.size).toBe(0), 10_000);
  });

  const greetings: [string, ArchiveErrorCode][] = [
    ["421 Too many connections from the same IP address.", "ARCHIVE_BUSY"],
    ["421 Service not available", "ARCHIVE_CONNECTION"],
    ["530 You are not welcome", "ARCHIVE_CONNECTION"],
    ["120 Service ready in 5 minutes", "ARCHIVE_CONNECTION"],
    ["", "ARCHIVE_TIMEOUT"],
  ];
  test.each(greetings)("greeting %j is %s", async (greeting, code) => {
    const server = await start({ greeting });
    const timeoutMs = code === "ARCHIVE_TIMEOUT" ? 100 : 15_000;
    expect(await failureOf(transportTo(server, { timeoutMs }).connect())).toMatchObject({ code });
    expect(server.commands.filter((line) => line.startsWith("PASS"))).toEqual([]);
  });

  test("a lost connection and a refused one are transient", async () => {
    const server = await start({
      answer(line, socket) {
        if (line.startsWith("USER")) socket.destroy();
        return undefined;
      },
    });
    expect(await failureOf(transportTo(server).connect())).toMatchObject({ code: "ARCHIVE_CONNECTION" });
    expect(await failureOf(transportTo(server, { port: 1 }).connect())).toMatchObject({
      code: "ARCHIVE_CONNECTION",
      message: expect.stringContaining("ECONNREFUSED") as string,
    });
    expect(await failureOf(transportTo(server, { host: "nowhere.invalid" }).connect())).toMatchObject({
      code: "ARCHIVE_CONNECTION",
      cause: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string },
      message: expect.stringContaining("the host's name") as string,
    });
  });

  test("a server without TLS, or one that says nothing in its handshake", async () => {
    const without = await start();
    const error = await failureOf(transportTo(without, { secure: "explicit" }).connect());
    expect(error).toMatchObject({ code: "ARCHIVE_PROTOCOL", isTransient: false });
    expect(error.message).toContain("offers no TLS");
    const silent = await start({ answer: saying("AUTH", "234 go on") });
    const failure = await failureOf(transportTo(silent, { secure: "explicit", timeoutMs: 300 }).connect());
    expect(["ARCHIVE_TIMEOUT", "ARCHIVE_PROTOCOL"]).toContain(failure.code);
    expect(await failureOf(transportTo(without, { secure: "implicit" }).connect())).toMatchObject({
      code: "ARCHIVE_PROTOCOL",
      message: expect.stringContaining("does not speak TLS") as string,
    });
  });

  test("can be aborted", async () => {
    const server = await start({ answer: saying("PASS", "") });
    const abort = new AbortController();
    const connecting = transportTo(server, { timeoutMs: 60_000 }).connect({ signal: abort.signal });
    await vi.waitFor(() => expect(server.commands.at(-1)).toContain("PASS"), 10_000);
    abort.abort(new Error("enough"));
    await expect(connecting).rejects.toThrow("enough");
    await vi.waitFor(() => expect(server.sessions.size).toBe(0), 10_000);
  });

  test("options that cannot be", () => {
    const good: FtpTransportOptions = { host: "h", username: "me", password, secure: false };
    expect(() => ftpTransport({ ...good, port: 0 })).toThrow(RangeError);
    expect(() => ftpTransport({ ...good, host: "" })).toThrow(TypeError);
    expect(() => ftpTransport({ ...good, timeoutMs: 0 })).toThrow(RangeError);
    expect(() => ftpTransport({ ...good, keepAliveMs: -1 })).toThrow(RangeError);
    for (const wrong of [{ username: "a\r\nDELE x" }, { password: `${password}\nDELE x` }, { password: "" }]) {
      expect(() => ftpTransport({ ...good, ...wrong })).toThrow(
        expect.objectContaining({ code: "ARCHIVE_CREDENTIALS" }),
      );
    }
    expect(ftpTransport({ ...good, secure: "implicit" }).origin).toBe("ftps://me@h:990");
    expect(ftpSecurityOf({ kind: "ftps", port: 990 })).toBe("implicit");
    expect(ftpSecurityOf({ kind: "ftps", port: 21 })).toBe("explicit");
    expect(ftpSecurityOf({ kind: "ftp", port: 990 })).toBe(false);
  });
});
