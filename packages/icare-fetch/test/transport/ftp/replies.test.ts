import { FTPError } from "basic-ftp";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  isBusy,
  type LoginProblem,
  loginProblem,
  type PathProblem,
  pathProblem,
  refusalOf,
} from "../../../src/transport/ftp/_replies.ts";

const refusal = (reply: string, password = "") =>
  refusalOf(new FTPError({ code: Number(reply.slice(0, 3)), message: reply }), password);
const read = (reply: string) => ({ code: Number(reply.slice(0, 3)), text: reply.slice(4) });

test("a reply is a line without its codes, the password and control characters", () => {
  expect(refusal("530-Welcome\r\n530 Not \u001b[31m you,\u202e hunter2!", "hunter2")).toEqual({
    code: 530,
    text: "Welcome Not [31m you, ***!",
  });
  expect(refusal(`550 ${"x".repeat(300)}`)?.text).toBe(`${"x".repeat(200)}...`);
  expect(refusalOf(new Error("closed"), "")).toBeUndefined();
});

test.each<[reply: string, problem: LoginProblem]>([
  ["530 Login incorrect.", "wrong"],
  ["530 Too many failed login attempts", "wrong"],
  ["421 Too many password failures, account locked", "wrong"],
  ["530 Sorry, the maximum number of clients (10) for this user is reached", "busy"],
  ["421 Too many connections from this address", "busy"],
  ["530 User limit reached", "busy"],
  ["421 Service not available", "lost"],
  ["550 SSL/TLS required on the control channel", "needs-tls"],
  ["534 Policy requires encryption", "needs-tls"],
  ["530 No", "wrong"],
  ["430 No", "wrong"],
  ["500 No", "wrong"],
])("a login: %s", (reply, problem) => {
  expect(loginProblem(read(reply))).toBe(problem);
});

test.each<[reply: string, problem: PathProblem | undefined]>([
  ["550 /a: No such file or directory", "missing"],
  ["450 a: No such file", "missing"],
  ["550 Can't find it", "missing"],
  ["550 Permission denied", "forbidden"],
  ["553 Not here", "forbidden"],
  ["550 Failed to open file", "unclear"],
  ["550 What?", "unclear"],
  ["450 In use", undefined],
  ["501 Syntax error", undefined],
  ["421 No such session", undefined],
  ["530 Permission denied", undefined],
])("a path: %s", (reply, problem) => {
  expect(pathProblem(read(reply))).toBe(problem);
});

test("whatever a server says is read in no time, and wrong passwords are not taken for anything that passes", () => {
  const words = fc.constantFrom(
    "too many",
    "limit",
    "password",
    "maximum",
    "clients",
    "session",
    "allowed",
    "tls",
    " ",
    "x",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary-ascii" }),
    fc.array(words, { maxLength: 30 }).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(text, (said) => {
      isBusy(said);
      const problem = loginProblem({ code: 530, text: `Wrong password. ${said}` });
      expect(["wrong", "needs-tls"]).toContain(problem);
    }),
    { numRuns: 300 },
  );
  // What is long is cut off before it is looked at.
  expect(isBusy(refusal(`530 ${"sessions ".repeat(20_000)}`)!.text)).toBe(false);
});
