import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type OpenArchiveOptions, openArchive } from "@atcs/icare-fetch";
import { type ArchiveServer, startArchiveServer } from "@atcs/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GenerateOptions } from "../../src/generate/options.ts";
import { planGeneration } from "../../src/generate/plan-generation.ts";
import { type GenerationPreview, previewGeneration } from "../../src/generate/preview.ts";
import type { GenerationEvent } from "../../src/generate/run/types.ts";
import { makeFixtureArchive, smallOptions, temporaryFolder } from "./_support.ts";

const folder = temporaryFolder();
const root = makeFixtureArchive(join(folder, "archive"), ["01", "03"]);
let server: ArchiveServer;
beforeAll(async () => {
  server = await startArchiveServer({ root, users: [{ username: "me", password: "secret" }] });
});
afterAll(() => server.close());

function optionsWith(session: OpenArchiveOptions): GenerateOptions {
  return {
    ...{ archive: server.url, out: join(folder, "dataset"), from: "2008-06-03", to: "2008-06-03" },
    ...{ ...smallOptions, fields: "minimal", workers: 0 },
    session: { username: "me", password: "secret", hostKeyFingerprint: server.hostKeyFingerprint, env: {}, ...session },
  };
}

describe.each(["cacheDir", "mirrorDir"])("over SFTP, with %s", (kind) => {
  const options = (): GenerateOptions => optionsWith({ [kind]: join(folder, kind) });

  /** As a generation does. */
  async function fetchAll({ plan }: GenerationPreview): Promise<void> {
    const paths = plan.granules.flatMap(({ sync, cldclass, parasol }) => [sync.path, cldclass.path, parasol.path]);
    await using archive = await openArchive(server.url, options().session);
    expect(await archive.fetchAll(paths)).toHaveLength(6);
  }

  test("a dry run tells how much of it is here, and when it was listed", async () => {
    const events: GenerationEvent[] = [];
    const look = (changes: Partial<GenerateOptions> = {}): Promise<GenerationPreview> =>
      previewGeneration({ ...options(), ...changes, onEvent: (event) => events.push(event) });
    const first = await look();
    expect(first).toMatchObject({ files: 6, here: { files: 0, bytes: 0 }, listedAt: undefined });
    expect(events).toEqual([]);
    await fetchAll(first);
    const before = server.stats.logins;
    const second = await look();
    expect(second.here).toEqual({ files: 6, bytes: first.bytes });
    expect(second.listedAt!.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(events).toEqual([{ kind: "kept-listings", listedAt: second.listedAt }]);
    // Neither was the archive asked.
    expect(server.stats.logins).toBe(before);
    expect((await look({ refresh: true })).listedAt).toBeUndefined();
    // Of what is cut off nothing counts.
    const image = readdirSync(join(folder, kind), { recursive: true }).find((name) =>
      /POLDER.*T01.*\.h5$/.test(`${name}`),
    );
    rmSync(join(folder, kind, String(image)));
    expect((await look()).here.files).toBe(5);
    expect(existsSync(options().out)).toBe(false);
  });
});

test("what the archive has got since is found with refresh; without it the age of what was used is told", async () => {
  const session = { cacheDir: join(folder, "stale") };
  const count = async (changes: Partial<GenerateOptions>): Promise<number> =>
    (await planGeneration({ ...optionsWith(session), ...changes })).granules.length;
  expect(await count({ out: join(folder, "one") })).toBe(2);
  makeFixtureArchive(root, ["05"]);
  const events: GenerationEvent[] = [];
  expect(await count({ out: join(folder, "two"), onEvent: (event) => events.push(event) })).toBe(2);
  expect(events).toMatchObject([{ kind: "kept-listings" }]);
  expect(await count({ out: join(folder, "three"), refresh: true })).toBe(3);
  await expect(count({ out: join(folder, "four"), refresh: "yes" as never })).rejects.toThrow(TypeError);
});
