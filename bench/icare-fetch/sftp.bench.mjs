// Fetching from OpenSSH's sshd on loopback, login and verification included: ours against OpenSSH's sftp.

import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { performance } from "node:perf_hooks";
import { openArchive } from "@atcs/icare-fetch";
import { median, row } from "../harness.mjs";
import { runSftp, startSshd } from "./sshd.mjs";

const largeBytes = 1_000_000_000;
const smallFiles = 1000;
const smallBytes = 10_000;

export default async function run(folder) {
  const source = join(folder, "source");
  mkdirSync(join(source, "small"), { recursive: true });
  await writeRandom(join(source, "large"), largeBytes);
  const small = Array.from({ length: smallFiles }, (_, i) => `small/${String(i).padStart(4, "0")}`);
  for (const name of small) writeFileSync(join(source, name), randomBytes(smallBytes));
  const server = await startSshd(folder);
  try {
    const large = await compare(folder, server, source, ["large"]);
    const many = await compare(folder, server, source, small);
    return [
      // At least 0.6 of the throughput.
      row("one file of 1 GB by SFTP; peer: OpenSSH's sftp, AES-GCM both", "s", large, 1.67),
      row("1000 files of 10 kB, concurrency 4; peer: sftp in batch mode", "s", many, 1),
    ];
  } finally {
    server.stop();
  }
}

/** Medians of three, in turn. */
async function compare(folder, server, source, names) {
  const times = { ours: [], peer: [] };
  const [ours, peer] = [join(folder, "ours"), join(folder, "peer")];
  for (let i = 0; i < 3; i++) {
    mkdirSync(join(peer, "small"), { recursive: true });
    times.ours.push(await secondsOf(() => fetchAll(server, folder, source, names, ours)));
    const batch = names.map((name) => `get ${join(source, name)} ${join(peer, name)}`);
    times.peer.push(await secondsOf(() => runSftp(server, folder, batch)));
    for (const name of names) execFileSync("cmp", [join(source, name), join(ours, name)]);
    await Promise.all([ours, peer].map((each) => rm(each, { recursive: true })));
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}

async function fetchAll({ host, port, username, userKey }, folder, source, names, mirrorDir) {
  const archive = await openArchive(`sftp://${username}@${host}:${port}${source}`, {
    mirrorDir,
    privateKeyFile: userKey,
    knownHostsFile: join(folder, "known_hosts"),
    acceptNewHostKey: true,
  });
  // As a user does who does not know the names; sftp is told them.
  for (const directory of new Set(names.map(dirname))) await archive.list(directory === "." ? "" : directory);
  const results = await archive.fetchAll(names, { concurrency: 4 });
  await archive.close();
  for (const { error } of results) if (error !== undefined) throw error;
}

async function secondsOf(action) {
  const begin = performance.now();
  await action();
  return (performance.now() - begin) / 1000;
}

/** Bytes that nothing can compress, some of them more than once. */
async function writeRandom(path, size) {
  const block = randomBytes(10_000_000);
  const file = await open(path, "w");
  for (let written = 0; written < size; written += block.length) await file.writeFile(block);
  await file.close();
}
