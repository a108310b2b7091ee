import type { SegmentInfo } from '../storage/schema.ts';

/**
 * Tells a person about stored segments that were damaged.
 *
 * @param wordless How many documents still wait for their words.
 */
export function describeDamage(damaged: readonly SegmentInfo[], wordless: number): string[] {
  const count = (isMeant: (segment: SegmentInfo) => boolean): number =>
    damaged.filter(isMeant).reduce((sum, { rows }) => sum + rows, 0);
  const words = count(({ set }) => set === 'words');
  const vectors = count(({ set }) => set !== 'words');
  const warnings: string[] = [];
  if (words > 0 || wordless > 0) {
    const state =
      wordless > 0
        ? `They are being made again from the texts; ${wordless} document(s) still wait, and are found by meaning only until then.`
        : 'They were made again from the texts.';
    warnings.push(
      `The words of ${words > 0 ? `${words} passages` : 'some documents'} on this device were damaged. ${state}`,
    );
  }
  if (vectors > 0)
    warnings.push(
      `The vectors of ${vectors} passages on this device were damaged. They are made again in the background; until then words find these passages.`,
    );
  if (warnings.length > 0)
    warnings.push(
      'No document was lost by that. If it happens again, the disk may be failing: check everything, and keep copies of your files.',
    );
  return warnings;
}
