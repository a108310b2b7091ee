import type { Rag } from '../../index.ts';

/** Whether every document can be searched in every way that is to be had. */
export async function checkPrepared(rag: Rag): Promise<boolean> {
  try {
    const { queued, embedded, passages, embedderError } = await rag.status();
    return (queued === 0 && embedded === passages) || embedderError !== undefined;
  } catch {
    // The answer itself will say what is wrong.
    return true;
  }
}
