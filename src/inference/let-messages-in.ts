/**
 * WASM holds the thread for the whole of a step: messages (a query, an abort) get in only between steps, here. Timers would
 * wait 4 ms each time.
 */
export function letMessagesIn(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
