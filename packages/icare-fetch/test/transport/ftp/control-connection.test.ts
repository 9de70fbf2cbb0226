import type { Socket } from "node:net";
import type { FTPResponse } from "basic-ftp";
import fc from "fast-check";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { ControlConnection } from "../../../src/transport/ftp/_control-connection.ts";
import { failureOf, session } from "./_session.ts";

/** Says something again and again, as fast as it is taken. */
function sayForEver(socket: Socket, text: string): void {
  const go = (): void => {
    while (!socket.destroyed && socket.write(text));
  };
  socket.on("drain", go);
  go();
}

/** Says something again and again, without ever falling silent. */
function sayNowAndThen(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.destroyed || socket.write(text), 50);
  onTestFinished(() => clearInterval(timer));
}

describe("an answer that never ends", () => {
  test.each([
    ["a line", "x".repeat(65_536)],
    ["lines", "x\r\n".repeat(10_000)],
  ])("of %s: ARCHIVE_PROTOCOL", async (_what, text) => {
    const { connection } = await session({
      answer: (line, socket) => {
        if (!line.startsWith("MLST")) return undefined;
        sayForEver(socket, text);
        return "";
      },
    });
    expect(await failureOf(connection.stat("/f"))).toMatchObject({ code: "ARCHIVE_PROTOCOL", remotePath: "/f" });
    expect(connection.isOpen).toBe(false);
  });

  test("which nobody asked for, ends the session", async () => {
    let control: Socket | undefined;
    const { connection } = await session({
      answer: (_line, socket) => {
        control = socket;
        return undefined;
      },
    });
    sayForEver(control!, "x".repeat(65_536));
    await vi.waitFor(() => expect(connection.isOpen).toBe(false), 10_000);
  });

  test.each([
    ["stat", "MLST", "x"],
    ["stat", "MLST", "250-x\r\n"],
    ["list", "MLSD", "100 wait\r\n"],
  ] as const)("a little at a time, to %s by %s: ARCHIVE_TIMEOUT", async (operation, command, text) => {
    const { connection } = await session(
      {
        answer: (line, socket) => {
          if (!line.startsWith(command)) return undefined;
          sayNowAndThen(socket, text);
          return "";
        },
      },
      { timeoutMs: 1000 },
    );
    expect(await failureOf(connection[operation]("/d"))).toMatchObject({
      code: "ARCHIVE_TIMEOUT",
      message: expect.stringContaining("did not end an answer within 1000 ms") as string,
    });
    expect(connection.isOpen).toBe(false);
  });
});

test("an answer is the same in whatever pieces it comes", async () => {
  const said = "250-Listing\r\n type=file;size=1234; /f\r\n250 End\r\n";
  const cuts = fc.array(fc.integer({ min: 1, max: said.length - 1 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(cuts, async (places) => {
      const control = new ControlConnection(60_000);
      const answer = control.handle(undefined, (response, task) => {
        if (response instanceof Error) task.reject(response);
        else task.resolve(response);
      });
      const ends = [...places.sort((a, b) => a - b), said.length];
      ends.forEach((end, i) => {
        control.socket.emit("data", said.slice(i === 0 ? 0 : ends[i - 1], end));
      });
      expect(((await answer) as FTPResponse).message).toBe("250-Listing\n type=file;size=1234; /f\n250 End");
    }),
  );
});
