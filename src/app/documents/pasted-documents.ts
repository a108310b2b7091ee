import type { SourceDocument } from '../../index.ts';
import { messages } from '../messages/messages.ts';
import { documentsFrom } from './dropped-files.ts';

/** How much of a text names it. */
const NAME_WORDS = 6;
const NAME_CHARACTERS = 48;

/** Characters that a name of a file cannot have, or that would hide what it is. */
const UNFIT = /[\p{Cc}\p{Cf}/\\:*?"<>|]+/gu;

/**
 * What was pasted as documents: files as they are, a text under its first words and the day. Nothing where there is
 * neither.
 *
 * @param day As it stands in the name.
 */
export async function documentsOf(pasted: DataTransfer, day: string): Promise<SourceDocument[]> {
  // Both are to be read before the first await: the browser empties the transfer after the event.
  const files = documentsFrom(pasted.files);
  const text = pasted.getData('text/plain');
  if (files.length > 0) return files;
  if (!text.trim()) return [];
  const bytes = new TextEncoder().encode(text);
  return [{ id: `pasted/${await fingerprint(bytes)}`, name: nameText(text, day), bytes }];
}

/** "Dear Ms Miller, thank you for …, 23 Nov 2026.txt" */
export function nameText(text: string, day: string): string {
  const words = text.replace(UNFIT, ' ').trim().split(/\s+/);
  const first = words.slice(0, NAME_WORDS).join(' ');
  const cut = [...first]
    .slice(0, NAME_CHARACTERS)
    .join('')
    .replace(/[\s.,;!-]+$/u, '');
  const isWhole = cut.length >= words.join(' ').replace(/[\s.,;!-]+$/u, '').length;
  return `${cut || messages.pastedText}${isWhole ? '' : ' …'}, ${day}.txt`;
}

/** The same text is the same document, however often it is pasted. */
async function fingerprint(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
