import { createHash } from "node:crypto";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openArchive } from "../../src/archive/open-archive.ts";
import { startScriptedServer } from "../transport/ftp/_scripted-server.ts";
import {
  archives,
  bytesOf,
  day,
  files,
  folder,
  isSame,
  open,
  password,
  put,
  serveFiles,
  server,
} from "./_served-files.ts";

serveFiles();

describe("an archive over SFTP", () => {
  test("lists, looks and fetches; a second fetch asks for nothing", async () => {
    const archive = await open();
    expect(archive.url).toBe(`sftp://me@${server.host}:${server.port}/SPACEBORNE`);
    const names = (await archive.list(day)).map(({ name }) => name);
    expect(names.sort()).toEqual(Object.keys(files));
    expect(await archive.stat(`${day}/b.h5`)).toMatchObject({ kind: "file", size: files["b.h5"] });
    const seen: number[] = [];
    const file = await archive.fetch(`/${day}/a.h5`, { onProgress: ({ bytes }) => seen.push(bytes) });
    expect(await isSame(file, "a.h5")).toBe(true);
    expect(seen.at(-1)).toBe(files["a.h5"]);
    const { transfers } = server.stats;
    expect(await archive.fetch(`${day}/a.h5`)).toBe(file);
    expect(server.stats.transfers).toBe(transfers);
    expect(await isSame(await archive.fetch(`${day}/empty.h5`), "empty.h5")).toBe(true);
  });

  test("says how far a long listing is, and nothing of one that is kept", async () => {
    const many = "PARASOL/many";
    await Promise.all(Array.from({ length: 500 }, (_, i) => put(`${many}/${i}.h5`, "")));
    const archive = await open();
    const seen: number[] = [];
    const onProgress = ({ entries }: { entries: number }) => seen.push(entries);
    expect(await archive.list(many, { onProgress })).toHaveLength(500);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(500);
    seen.length = 0;
    await archive.list(many, { onProgress });
    expect(seen).toEqual([]);
  });

  test("keeps what it has for the next run, listings as well", async () => {
    const first = await open();
    await first.list(day);
    await first.fetch(`${day}/a.h5`);
    await first.close();
    await server.close();
    const second = await open();
    expect(await second.list(day)).toHaveLength(3);
    expect(await isSame(await second.fetch(`${day}/a.h5`), "a.h5")).toBe(true);
  });

  test("says when a listing that was kept is from", async () => {
    const archive = await open();
    const kept: number[] = [];
    const onKept = (listedAtMs: number) => kept.push(listedAtMs);
    const before = Date.now();
    await archive.list(day, { onKept });
    expect(kept).toEqual([]);
    await archive.list(day, { onKept });
    expect(kept).toHaveLength(1);
    expect(kept[0]).toBeGreaterThanOrEqual(before);
    await archive.list(day, { onKept, refresh: true });
    expect(kept).toHaveLength(1);
    // Also that there is no such directory.
    const gone = day.replace("03", "04");
    for (let i = 0; i < 2; i++) await expect(archive.list(gone, { onKept })).rejects.toThrow();
    expect(kept).toHaveLength(2);
  });

  test("says which files are here, without asking for anything", async () => {
    const archive = await open();
    const listed = (await archive.list(day)).map(({ name, size }) => ({ path: `${day}/${name}`, size }));
    const fetched = await archive.fetch(`${day}/a.h5`);
    const { bytesSent, logins } = server.stats;
    expect(await archive.findHere(listed)).toEqual(new Set([`${day}/a.h5`]));
    expect(await archive.findHere(listed.map(({ path, size }) => ({ path, size: size + 1 })))).toEqual(new Set());
    await archive.close();
    await server.close();
    const again = await open();
    expect(await again.findHere(listed)).toEqual(new Set([`${day}/a.h5`]));
    expect(server.stats).toMatchObject({ bytesSent, logins });
    await writeFile(fetched, "cut");
    expect(await again.findHere(listed)).toEqual(new Set());
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(again.findHere(listed, { signal })).rejects.toThrow("enough");
  });

  test("what keeps it from looking whether a file is here is an error of its own", async () => {
    const mirrorDir = join(folder, "mirror");
    const archive = await open({ mirrorDir });
    await mkdir(join(mirrorDir, day), { recursive: true });
    await symlink("loop.h5", join(mirrorDir, day, "loop.h5"));
    await expect(archive.findHere([{ path: `${day}/loop.h5`, size: 1 }])).rejects.toMatchObject({
      code: "ARCHIVE_CACHE",
      message: expect.stringContaining("looking failed: ELOOP"),
    });
  });

  test("in a mirror files of the right size are here, in a directory those that are there", async () => {
    const mirrorDir = join(folder, "mirror");
    const archive = await open({ mirrorDir });
    const listed = (await archive.list(day)).map(({ name, size }) => ({ path: `/${day}/${name}`, size }));
    await mkdir(join(mirrorDir, day), { recursive: true });
    await writeFile(join(mirrorDir, day, "a.h5"), new Uint8Array(files["a.h5"]));
    await writeFile(join(mirrorDir, day, "b.h5"), "half");
    expect(await archive.findHere(listed)).toEqual(new Set([`/${day}/a.h5`]));
    const local = await openArchive(join(folder, "root"));
    archives.push(local);
    const wrong = [
      { path: `${day}/none.h5`, size: 1 },
      { path: day, size: 0 },
      { path: `${day}/a.h5`, size: 1 },
    ];
    expect(await local.findHere([...listed, ...wrong])).toEqual(new Set(listed.map(({ path }) => path)));
  });

  test("keeps that a directory is not there, until it shall ask again", async () => {
    const gone = day.replace("03", "04");
    const refused = { code: "ARCHIVE_NOT_FOUND" };
    const first = await open();
    await expect(first.list(gone)).rejects.toMatchObject(refused);
    await first.close();
    const { logins } = server.stats;
    const second = await open();
    await expect(second.list(gone)).rejects.toMatchObject(refused);
    expect(server.stats.logins).toBe(logins);
    await put(`${gone}/a.h5`, "now it is");
    expect(await second.list(gone, { refresh: true })).toHaveLength(1);
    expect(await second.list(gone)).toHaveLength(1);
  });

  test.each<[reply: string, asked: number]>([
    ["550 No such file or directory.", 1],
    ["550 Failed.", 2],
  ])("keeps that a directory is not there only where the server said so: %s", async (reply, asked) => {
    await using ftp = await startScriptedServer({ answer: (line) => (line.startsWith("MLSD") ? reply : undefined) });
    const options = { cacheDir: join(folder, "cache"), password, env: {} };
    for (let run = 0; run < 2; run++) {
      const archive = await openArchive(`ftp://me@127.0.0.1:${ftp.port}/root`, options);
      archives.push(archive);
      await expect(archive.list("2008/2008_06_03")).rejects.toMatchObject({ code: "ARCHIVE_NOT_FOUND" });
    }
    const path = "MLSD /root/2008/2008_06_03";
    expect(ftp.commands.filter((command) => command === path)).toHaveLength(asked);
  });

  test("asks again when it shall, and fetches what has changed", async () => {
    const archive = await open();
    await archive.list(day);
    const file = await archive.fetch(`${day}/b.h5`);
    await put(`${day}/b.h5`, "another");
    await put(`${day}/new.h5`, "new");
    expect(await archive.list(day)).toHaveLength(3);
    expect(await archive.list(day, { refresh: true })).toHaveLength(4);
    expect(await isSame(await archive.fetch(`${day}/b.h5`), "b.h5")).toBe(true);
    expect(await archive.fetch(`${day}/b.h5`, { revalidate: true })).toBe(file);
    expect(await readFile(file, "utf8")).toBe("another");
  });

  test("does not ask again what a listing has said of a small file, and notices when that was not true", async () => {
    const archive = await open();
    await archive.list(day);
    server.setFaults([{ kind: "stall", path: "*.h5", operations: ["STAT"] }]);
    expect(await isSame(await archive.fetch(`${day}/a.h5`), "a.h5")).toBe(true);
    server.setFaults([]);
    const events: string[] = [];
    const other = await open({ cacheDir: join(folder, "other"), log: ({ kind }) => events.push(kind) });
    await other.list(day);
    const longer = bytesOf("longer", 200_000);
    await put(`${day}/b.h5`, longer);
    expect(Buffer.compare(await readFile(await other.fetch(`${day}/b.h5`)), longer)).toBe(0);
    await put(`${day}/empty.h5`, "no longer");
    expect(await readFile(await other.fetch(`${day}/empty.h5`), "utf8")).toBe("no longer");
    expect(events.filter((kind) => kind === "restart")).toHaveLength(2);
  });

  test("fetches many, and says which could not be had", async () => {
    const archive = await open({ maxConnections: 3 });
    const paths = [...Object.keys(files), "missing.h5"].map((name) => `${day}/${name}`);
    const results = await archive.fetchAll(paths);
    expect(results.map((result) => "file" in result)).toEqual([true, true, true, false]);
    expect(results[3]).toMatchObject({ path: `${day}/missing.h5`, error: { code: "ARCHIVE_NOT_FOUND" } });
    expect(server.stats.connections).toBeLessThanOrEqual(3);
  });

  test("mirrors into the directories of the archive", async () => {
    const archive = await open({ mirrorDir: join(folder, "mirror") });
    const file = await archive.fetch(`${day}/a.h5`);
    expect(file).toBe(join(folder, "mirror", day, "a.h5"));
    await archive.close();
    const mirror = await openArchive(join(folder, "mirror"));
    archives.push(mirror);
    expect(await mirror.fetch(`${day}/a.h5`)).toBe(file);
    expect((await mirror.stat(`${day}/a.h5`)).size).toBe(files["a.h5"]);
    await writeFile(join(folder, "mirror", day, "b.h5.part"), "half");
    expect((await mirror.list(day)).map(({ name }) => name)).toEqual(["a.h5"]);
    expect((await mirror.list("")).map(({ name }) => name)).toEqual(["PARASOL"]);
  });

  test("takes the checksum that lies beside a file", async () => {
    const digest = createHash("md5").update(bytesOf("a.h5", files["a.h5"])).digest("hex");
    await put(`${day}/a.h5.md5`, `${digest}  a.h5\n`);
    await put(`${day}/b.h5.md5`, `${"0".repeat(32)}\n`);
    const archive = await open();
    await archive.list(day);
    expect(await isSame(await archive.fetch(`${day}/a.h5`), "a.h5")).toBe(true);
    await expect(archive.fetch(`${day}/b.h5`)).rejects.toMatchObject({ code: "ARCHIVE_CHECKSUM" });
    // Also when the listing was seen, and is too old to be used again.
    const other = await open({ mirrorDir: join(folder, "mirror"), listingMaxAgeMs: 0 });
    await other.list(day);
    await expect(other.fetch(`${day}/b.h5`)).rejects.toMatchObject({ code: "ARCHIVE_CHECKSUM" });
  });
});

test("what is no file is not fetched, over the network and from a directory", async () => {
  for (const archive of [await open(), await openArchive(join(folder, "root"))]) {
    archives.push(archive);
    await expect(archive.fetch(day)).rejects.toMatchObject({
      code: "ARCHIVE_NOT_A_FILE",
      message: expect.stringContaining("/2008_06_03: it is a directory, not a file"),
    });
  }
});

test("two archives on one cache fetch a file once", async () => {
  const both = [await open(), await open()];
  const results = await Promise.all(both.map((archive) => archive.fetch(`${day}/a.h5`)));
  expect(results[0]).toBe(results[1]);
  expect(server.stats.bytesSent).toBe(files["a.h5"]);
});

test("names in messages obey no terminal and are short", async () => {
  const archive = await open();
  for (const name of ["a\u009b31mb", "a\u202eb", "x".repeat(1e6)]) {
    const error = await archive.fetch(name).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).not.toMatch(/[\u0080-\u009f\u202e]/);
    expect(error?.message.length).toBeLessThan(2000);
  }
});

test("an empty directory, from a variable that is not set, is not the working directory", async () => {
  await expect(open({ cacheDir: "" })).rejects.toThrow(
    "cacheDir must be a path that is not empty and holds no NUL, got ''",
  );
  await expect(open({ mirrorDir: "" })).rejects.toThrow(RangeError);
});

describe("a local archive", () => {
  test("that is copied is listed anew each time, unless it is said otherwise", async () => {
    const archive = await openArchive(join(folder, "root"), {
      mirrorDir: join(folder, "mirror"),
      listingMaxAgeMs: undefined,
    });
    archives.push(archive);
    expect(await archive.list(day)).toHaveLength(3);
    await put(`${day}/c.h5`, "new");
    expect(await archive.list(day)).toHaveLength(4);
  });

  test("that is not there is named", async () => {
    await expect(openArchive(join(folder, "none"))).rejects.toThrow(/\/none: there is no such file or directory/);
  });
});

test("credentials that are nowhere are an error before anything is connected", async () => {
  const opening = openArchive(`sftp://me@${server.host}:${server.port}/SPACEBORNE`, {
    cacheDir: join(folder, "cache"),
    credentialsFile: join(folder, "none.txt"),
    env: {},
  });
  await expect(opening).rejects.toMatchObject({ code: "ARCHIVE_CREDENTIALS" });
  expect(server.stats.connections).toBe(0);
});

test("a directory that is made of links to other disks is listed and fetched from, and copied to a mirror", async () => {
  const disk = join(folder, "disk");
  await mkdir(disk);
  await writeFile(join(disk, "linked.h5"), "on another disk");
  await mkdir(join(folder, "assembled", "PARASOL"), { recursive: true });
  await symlink(join(folder, "root", day), join(folder, "assembled", "PARASOL", "day"));
  await symlink(join(disk, "linked.h5"), join(folder, "assembled", "PARASOL", "linked.h5"));
  for (const options of [{}, { mirrorDir: join(folder, "copy") }]) {
    const archive = await openArchive(join(folder, "assembled"), options);
    archives.push(archive);
    expect(await archive.list("PARASOL")).toContainEqual(
      expect.objectContaining({ name: "linked.h5", kind: "file", size: 15 }),
    );
    expect((await archive.list("PARASOL/day")).map(({ name }) => name)).toContain("a.h5");
    expect(await readFile(await archive.fetch("PARASOL/linked.h5"), "utf8")).toBe("on another disk");
    expect(await isSame(await archive.fetch("PARASOL/day/a.h5"), "a.h5")).toBe(true);
  }
});
