/** What browsers reject a read with when the bytes behind a record are gone or cannot be made a value again. */
const DAMAGE: ReadonlySet<string> = new Set([
  'DataCloneError',
  'DataError',
  'NotFoundError',
  'NotReadableError',
  'UnknownError',
]);

/** What a read gives; nothing where what it should give is damaged. It rejects with whatever else goes wrong. */
export async function unlessDamaged<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DOMException && DAMAGE.has(error.name)) return undefined;
    throw error;
  }
}
