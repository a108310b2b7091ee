import type { AskOptions } from '../../index.ts';

/** A document that a question was limited to, by the name it had then. */
export interface ScopedDocument {
  id: string;
  name: string;
}

/** The option of `ask` that limits a question to these documents; none when there are none. */
export function limitTo(scope: readonly ScopedDocument[] = []): Pick<AskOptions, 'documentIds'> {
  return scope.length === 0 ? {} : { documentIds: scope.map(({ id }) => id) };
}
