import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openArchive } from "../../src/archive/open-archive.ts";
import type { ArchiveEvent } from "../../src/types.ts";
import type { Script } from "../transport/ftp/_scripted-server.ts";
import { saying, start } from "../transport/ftp/_session.ts";

const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * 7919) >> 8));

/** Fetch a file of which the first transfer breaks off in the middle. */
async function fetchCut(script: Script): Promise<{ content: Buffer; events: ArchiveEvent[]; commands: string[] }> {
  const cut = { features: [], files: { "/f": bytes }, cutAfter: 150_000 as number | undefined, ...script };
  const server = await start(cut as Script);
  const events: ArchiveEvent[] = [];
  const folder = await mkdtemp(join(tmpdir(), "icare-ftp-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const archive = await openArchive(`ftp://me@127.0.0.1:${server.port}/`, {
    mirrorDir: folder,
    password: "a password",
    retry: { minDelayMs: 1, maxDelayMs: 5 },
    env: {},
    log: (event) => {
      events.push(event);
      if (event.kind === "retry") cut.cutAfter = undefined;
    },
  });
  try {
    return { content: await readFile(await archive.fetch("f")), events, commands: [...server.commands] };
  } finally {
    await archive.close();
  }
}

test("over FTP a transfer that broke off goes on", async () => {
  const { content, commands, events } = await fetchCut({});
  expect(content.equals(bytes)).toBe(true);
  expect(commands.filter((command) => command.startsWith("REST"))).toHaveLength(1);
  expect(events.filter(({ kind }) => kind === "restart")).toHaveLength(0);
});

test("a server that says it goes on, and begins at the start, makes no wrong file", async () => {
  const { content, events } = await fetchCut({ answer: saying("REST", "350 restarting") });
  expect(content.equals(bytes)).toBe(true);
  expect(events.find(({ kind }) => kind === "restart")?.message).toContain("more came than");
});
