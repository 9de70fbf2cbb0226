// One of the two processes of the soak test: fetches everything into the mirror that it shares with the other, and tells
// what it does in lines of JSON. It may be killed at any moment.

import { openArchive } from "@atcs/icare-fetch";

const { url, username, password, hostKey, mirrorDir, bytesPerSecond, directories, isBackward, stateDir } = JSON.parse(
  process.env.ATCS_SOAK_SESSION,
);

const tell = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const startedAt = performance.now();
const tellMemory = () => tell({ kind: "memory", rss: process.memoryUsage().rss, ms: performance.now() - startedAt });
const timer = setInterval(tellMemory, 100);

const archive = await openArchive(url, {
  username,
  password,
  hostKeyFingerprint: hostKey,
  mirrorDir,
  maxConnections: 4,
  bytesPerSecond,
  retry: { attempts: 20, minDelayMs: 10, maxDelayMs: 500 },
  env: { XDG_CONFIG_HOME: stateDir, XDG_CACHE_HOME: stateDir },
});
try {
  const paths = [];
  for (const directory of directories) {
    for (const { name } of await archive.list(directory)) paths.push(`${directory}/${name}`);
  }
  paths.sort();
  if (isBackward) paths.reverse();
  await archive.fetchAll(paths, {
    onResult: (result) => {
      archive.release(result.path);
      if ("error" in result) tell({ kind: "failed", path: result.path, message: String(result.error) });
      else tell({ kind: "done", path: result.path, fromCache: result.fromCache });
    },
  });
} finally {
  clearInterval(timer);
  await archive.close();
}
tellMemory();
tell({ kind: "end" });
