import { readFileSync } from 'node:fs';

/** Two questions about the samples, of which the second leans on the first; or, where it `stands`, does not. */
export interface FollowUp {
  /** The rules were made with the ones and only measured by the others. */
  split: 'build' | 'held out';
  language: string;
  /** Earlier questions, oldest first. */
  before: string[];
  question: string;
  /** Words of the samples that answer it. */
  gold: string;
  stands?: true;
}

export interface FollowUps {
  pairs: FollowUp[];
  /** Questions that need no other. */
  standing: string[];
  /** An earlier question and one that leans on it, in many languages. */
  leaning: [before: string, question: string][];
}

export function readFollowUps(): FollowUps {
  const path = new URL('../fixtures/follow-ups/follow-ups.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as FollowUps;
}
