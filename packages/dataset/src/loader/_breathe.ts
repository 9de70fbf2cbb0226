const breathAfterMs = 20;

// Of this thread, not of one loader: many short ones in a row keep others waiting as well.
let lastBreath = 0;

/**
 * Between two instances: let others run from time to time, who may also abort. Awaiting what is already there lets only
 * other promises run, but no timers and no events.
 */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (performance.now() - lastBreath < breathAfterMs) return;
  // Unlike a timer, a message is not delayed by browsers.
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
  lastBreath = performance.now();
  signal?.throwIfAborted();
}
