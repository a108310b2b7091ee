import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';

/**
 * What axe finds in the page as it is, or in a part of it, a line each, so that a failure says which element it is.
 *
 * @param part Selector of the part; default: everything.
 */
export async function findBarriers(page: Page, part?: string): Promise<string[]> {
  // The other way opens a new tab each time, for frames of other origins, of which there are none.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations, passes } = await (part === undefined ? axe : axe.include(part)).analyze();
  // Without this, a check that did not run would count as one that found nothing.
  if (!passes.some(({ id, nodes }) => id === 'color-contrast' && nodes.length > 0))
    throw new Error('axe did not compare any colours.');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
