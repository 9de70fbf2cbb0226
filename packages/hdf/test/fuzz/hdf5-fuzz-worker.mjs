// Opens the bytes it is sent with the built package and reads everything in them; answers with what happened.
import { parentPort } from "node:worker_threads";
import { isHdfError, open } from "../../dist/index.js";

parentPort.on("message", async (bytes) => {
  parentPort.postMessage(await outcome(bytes));
});

async function outcome(bytes) {
  const errors = [];
  let reads = 0;
  const attempt = async (action) => {
    try {
      return await action();
    } catch (error) {
      errors.push({
        typed: isHdfError(error) || error instanceof AggregateError,
        named: String(error?.message).includes("damaged.h5"),
        text: `${error?.name}: ${error?.message}\n${isHdfError(error) ? "" : error?.stack}`,
      });
      return undefined;
    }
  };
  const file = await attempt(() => open(bytes, { name: "damaged.h5", maxBytes: 2 ** 26 }));
  if (file === undefined) return { opened: false, reads, errors };
  const walk = async (node, depth) => {
    await attempt(() => node.attributeInfos());
    if (node.kind === "group") {
      for (const key of (await attempt(() => node.keys())) ?? []) {
        const child = await attempt(() => node.get(key));
        if (child !== undefined && depth < 2) await walk(child, depth + 1);
      }
    } else if (node.kind === "table") {
      if ((await attempt(() => node.read())) !== undefined) reads++;
    } else {
      await attempt(() => node.dimensions);
      const read = () => (node.dtype === "string" ? node.readText() : node.read());
      if (node.dtype !== "other" && (await attempt(read)) !== undefined) reads++;
    }
  };
  await walk(file, 0);
  await attempt(() => file.close());
  return { opened: true, reads, errors };
}
