import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A retrieval collection in the layout of BEIR (corpus.jsonl, queries.jsonl, qrels/test.tsv), with optional answers. */
export interface Collection {
  documents: { id: string; text: string }[];
  queries: { id: string; text: string }[];
  /** By query: documents and their grades. */
  relevant: Map<string, Map<string, number>>;
  /** By query: where the answer stands and its accepted wordings. */
  answers?: Map<string, { documentId: string; texts: string[] }>;
}

interface CorpusLine {
  _id: string;
  title?: string;
  text: string;
}

interface AnswerLine {
  _id: string;
  'corpus-id': string;
  answers: string[];
}

/** Reads a collection; only the first `limit` queries that have a relevant document are kept. */
export async function readCollection(folder: string, limit: number): Promise<Collection> {
  const relevant = await readQrels(join(folder, 'qrels', 'test.tsv'));
  const corpus = await readLines<CorpusLine>(join(folder, 'corpus.jsonl'));
  const queries = await readLines<{ _id: string; text: string }>(join(folder, 'queries.jsonl'));
  const answersPath = join(folder, 'answers.jsonl');
  const answers = (await exists(answersPath)) ? await readLines<AnswerLine>(answersPath) : undefined;
  return {
    documents: corpus.map((line) => ({ id: line._id, text: textOf(line) })),
    queries: queries
      .filter(({ _id }) => relevant.has(_id))
      .slice(0, limit)
      .map(({ _id, text }) => ({ id: _id, text })),
    relevant,
    ...(answers
      ? {
          answers: new Map(
            answers.map((line) => [line._id, { documentId: line['corpus-id'], texts: line.answers }]),
          ),
        }
      : {}),
  };
}

/** The title stands above the text, unless the text begins with it. */
function textOf({ title = '', text }: CorpusLine): string {
  return title === '' || text.startsWith(title) ? text : `${title}\n\n${text}`;
}

async function readLines<T>(path: string): Promise<T[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as T);
}

async function readQrels(path: string): Promise<Collection['relevant']> {
  const relevant: Collection['relevant'] = new Map();
  for (const line of (await readFile(path, 'utf8')).split('\n').slice(1)) {
    const [query, document, grade] = line.trim().split('\t');
    if (!query || !document || !(Number(grade) > 0)) continue;
    const grades = relevant.get(query) ?? new Map<string, number>();
    relevant.set(query, grades.set(document, Number(grade)));
  }
  return relevant;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
