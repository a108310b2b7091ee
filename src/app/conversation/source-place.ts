import type { Citation } from '../../index.ts';
import type { SourcePlace } from '../route.ts';
import type { SourceTarget } from '../source/source-target.ts';
import type { Turn } from './turn.ts';
import { findAnsweringRow } from './table-quote.ts';
import type { Writing } from './writing.ts';

/** The part of a document that a citation or passage is. */
type Cited = Pick<SourceTarget, 'documentId' | 'start' | 'end'>;

/** Where in a turn this source is cited; undefined when it is not. */
export function findPlace(turn: Turn, writing: Writing | undefined, target: Cited): SourcePlace | undefined {
  const quoted = turn.citations.find((citation) => isSame(citation, target));
  if (quoted) return { turn: turn.id, in: '', citation: quoted.number };
  const written = writing?.citations.find((citation) => isSame(citation, target));
  if (written) return { turn: turn.id, in: 'w', citation: written.number };
  const at = turn.passages.findIndex((passage) => isSame(passage, target));
  return at < 0 ? undefined : { turn: turn.id, in: 'p', citation: at + 1 };
}

/** The source that an address names; undefined when the turn cites none there. */
export function findTarget(
  turn: Turn,
  writing: Writing | undefined,
  place: SourcePlace,
): SourceTarget | undefined {
  const byNumber = ({ number }: Citation): boolean => number === place.citation;
  if (place.in === '') return targetOf(turn.citations.find(byNumber));
  if (place.in === 'w') return targetOf(writing?.citations.find(byNumber));
  const passage = turn.passages[place.citation - 1];
  return passage && { ...passage, answer: [passage.start, passage.start] };
}

/** What the button of a citation opens: of a table the row that answers. */
export function targetOf(citation: Citation): SourceTarget;
export function targetOf(citation: Citation | undefined): SourceTarget | undefined;
export function targetOf(citation: Citation | undefined): SourceTarget | undefined {
  if (!citation) return undefined;
  const { start, mark } = citation;
  const anchor = findAnsweringRow(citation)?.anchor ?? citation.anchor;
  return { ...citation, answer: [start + mark[0], start + mark[1]], anchor };
}

function isSame(one: Cited, other: Cited): boolean {
  return one.documentId === other.documentId && one.start === other.start && one.end === other.end;
}
