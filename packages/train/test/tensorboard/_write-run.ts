import { openTensorBoard } from "../../src/tensorboard/observer.ts";
import { batchEvent, epochEvent, started, validation } from "./_events.ts";

/**
 * Event files of a training that was ended after the 4th batch of the 2nd epoch, and went on from a checkpoint of the 2nd batch.
 * @param directory is made
 */
export async function writeRun(directory: string): Promise<void> {
  const first = await openTensorBoard(directory, { wallTime: () => 1_700_000_000 });
  await first.onEvent(started);
  for (let batch = 1; batch <= 10; batch++) await first.onEvent(batchEvent(1, batch));
  await first.onCurtains(10, [curtain(5)]);
  await first.onEvent(epochEvent(1, validation));
  for (let batch = 1; batch <= 4; batch++) await first.onEvent(batchEvent(2, batch));
  await first.close();
  const second = await openTensorBoard(directory, { wallTime: () => 1_700_000_100, step: 12 });
  await second.onEvent(started);
  await second.onEvent(batchEvent(2, 3));
  await second.close();
}

function curtain(instanceId: number): Parameters<Awaited<ReturnType<typeof openTensorBoard>>["onCurtains"]>[1][number] {
  const [truth, prediction] = [Uint8Array.of(0, 1, 2, 255), Float32Array.of(0, 0.5, 0.75, 1)];
  return { instanceId, count: 2, bins: 2, truth, prediction };
}
