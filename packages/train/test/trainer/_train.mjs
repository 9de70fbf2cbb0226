// Trains in a process of its own that can be killed: node _train.mjs ENTRY OPTIONS, both of which are JSON.
const [entry, options] = process.argv.slice(2).map((text) => JSON.parse(text));
const { Trainer } = await import(entry);
const { existsSync } = await import("node:fs");
const isThere = existsSync(`${options.out}/config.json`);
const trainer = isThere ? await Trainer.resume(options.out) : await Trainer.create(options);
await trainer.run({
  checkpointSeconds: 0,
  onEvent: ({ kind }) => {
    if (kind === "started" || kind === "batch") process.stdout.write(`${kind}\n`);
  },
});
