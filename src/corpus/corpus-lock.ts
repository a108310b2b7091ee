/**
 * Makes this the only writer of a corpus in all tabs, until the returned function is called or the tab goes. Waits for its
 * turn as long as it takes, and tells so first.
 */
export async function lockCorpus(
  name: string,
  onWaiting: () => void,
  signal?: AbortSignal,
): Promise<() => void> {
  const lock = `cloister:${name}`;
  const granted = Promise.withResolvers<() => void>();
  const hold = (): Promise<void> => {
    const held = Promise.withResolvers<void>();
    granted.resolve(held.resolve);
    return held.promise;
  };
  const wait = (): Promise<void> => {
    onWaiting();
    return navigator.locks.request(lock, signal ? { signal } : {}, hold);
  };
  navigator.locks
    .request(lock, { ifAvailable: true }, (free) => (free ? hold() : wait()))
    .catch(granted.reject);
  return granted.promise;
}
