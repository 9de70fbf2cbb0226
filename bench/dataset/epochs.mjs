/**
 * One instance a call, epoch after epoch, as a training loop takes them: the next one is made while one is used, and in
 * memory that is used again.
 */
export function inEpochs(data) {
  const instances = (async function* () {
    for (let epoch = 0; ; epoch++) yield* data.batches({ batchSize: 1, epoch, prefetch: 1, reuse: true });
  })();
  return () => instances.next();
}
