import { listFiles, modelInfo } from '@huggingface/hub';
import { IntegrityError, isRagError } from '../../errors.ts';
import type { RemoteFile } from './download-file.ts';
import type { HubHttp } from './http.ts';

/** What the page of a model says about it, as far as it says it. */
export interface ModelCard {
  /** As the hub writes it, e.g. 'apache-2.0'. */
  license?: string;
  /** BCP 47. */
  languages?: string[];
  /** The hub's name for what it does, e.g. 'text-generation'. */
  task?: string;
}

/** One commit of a repository. */
export interface Repository {
  /** `owner/name`. */
  name: string;
  /** Full hash of the commit, which never comes to hold anything else. */
  commit: string;
  card: ModelCard;
  files: RemoteFile[];
}

/**
 * Reads what a repository holds at a revision, and ties it to the commit that the revision stands for now.
 *
 * @param revision Branch, tag or commit. Default: the hub's default branch.
 * @throws {NetworkError | StateError} it cannot be reached, or there is none.
 * @throws {IntegrityError} `bad_manifest`: the hub names no commit, or a file without a hash.
 */
export async function readRepository(http: HubHttp, name: string, revision?: string): Promise<Repository> {
  const hub = { hubUrl: http.endpoint.url, fetch: http.api };
  const info = await modelInfo({
    ...hub,
    name,
    ...(revision !== undefined && { revision }),
    additionalFields: ['sha', 'cardData', 'tags'],
  });
  const commit = info.sha;
  if (!/^[0-9a-f]{40}$/.test(commit ?? '')) throw unlisted(name, 'no commit', commit);
  const files: RemoteFile[] = [];
  for await (const entry of listFiles({ ...hub, repo: name, revision: commit, recursive: true }))
    if (entry.type === 'file') files.push(toRemoteFile(http, name, commit, entry));
  const card = await completeCard(http, readCard(info.cardData, info.task));
  return { name, commit, card, files };
}

interface TreeEntry {
  path: string;
  size: number;
  oid?: string;
  lfs?: { oid: string; size: number };
}

function toRemoteFile(http: HubHttp, name: string, commit: string, entry: TreeEntry): RemoteFile {
  const { path, lfs, oid, size } = entry;
  const address = path.split('/').map(encodeURIComponent).join('/');
  const url = new URL(`${http.endpoint.url}/${name}/resolve/${commit}/${address}`);
  const bytes = lfs?.size ?? size;
  if (lfs && /^[0-9a-f]{64}$/.test(lfs.oid)) return { path, url, bytes, sha256: lfs.oid };
  if (!lfs && oid !== undefined && /^[0-9a-f]{40}$/.test(oid)) return { path, url, bytes, gitOid: oid };
  throw unlisted(name, `no hash for ${path}`, String(lfs?.oid ?? oid));
}

interface CardData {
  license?: unknown;
  license_name?: unknown;
  language?: unknown;
  base_model?: unknown;
}

function readCard(value: unknown, task: string | undefined): ModelCard & { base?: string } {
  const data = (value ?? {}) as CardData;
  const license = data.license === 'other' ? data.license_name : data.license;
  const languages = [data.language].flat().filter((tag): tag is string => typeof tag === 'string');
  const [base] = [data.base_model].flat();
  return {
    ...(typeof license === 'string' && { license }),
    ...(languages.length > 0 && {
      languages: languages.map((tag) => (tag === 'multilingual' ? '*' : tag)),
    }),
    ...(task !== undefined && { task }),
    ...(typeof base === 'string' && { base }),
  };
}

/** Converted models often leave it to the one they were made from to say more. */
async function completeCard(
  http: HubHttp,
  { base, ...card }: ModelCard & { base?: string },
): Promise<ModelCard> {
  if (base === undefined || (card.license && card.languages)) return card;
  try {
    const info = await modelInfo({
      hubUrl: http.endpoint.url,
      fetch: http.api,
      name: base,
      additionalFields: ['cardData'],
    });
    const { base: _further, ...original } = readCard(info.cardData, info.task);
    return { ...original, ...card };
  } catch (error) {
    // It may be private or gone; what is missing is asked of the operator.
    if (isRagError(error)) return card;
    throw error;
  }
}

function unlisted(name: string, what: string, actual: string): IntegrityError {
  return new IntegrityError(
    'bad_manifest',
    `The hub names ${what} of ${name}, so that nothing says which bytes are right. Nothing was downloaded. Check HF_ENDPOINT: it must speak the hub's API.`,
    { details: { actual } },
  );
}
