import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a fault does to the answers for one file; each takes effect `times` times (default: always). */
export interface HubFault {
  /** Which requests: part of the path, e.g. 'weights.bin' or '/tree/'. */
  at: string;
  times?: number;
  /** Ends the line after so many bytes of the body. */
  cutAfter?: number;
  /** Sends so many bytes and then nothing, with the line open. */
  silentAfter?: number;
  status?: number;
  retryAfter?: string;
  /** Answers with so many bytes more (or, below 0, fewer) than the file has, and says so in the headers. */
  lengthBy?: number;
  /** Flips one bit of the byte at this offset. */
  flipAt?: number;
  /** Sends on to this address. */
  redirect?: string;
  /** Ignores `Range`. */
  noRanges?: boolean;
  /** Hands out another mark of the content. */
  etag?: string;
}

/** A request that the server saw. */
export interface HubRequest {
  path: string;
  range: string | undefined;
  ifRange: string | undefined;
  authorization: string | undefined;
  status: number;
}

export interface HubRepository {
  name: string;
  /** Contents by path. */
  files: Readonly<Record<string, Uint8Array | string>>;
  /** Files that lie in large file storage, so that they have a SHA-256 and are sent from elsewhere. */
  lfs?: readonly string[];
  /** Metadata of the model card. */
  card?: Readonly<Record<string, unknown>>;
  task?: string;
}

export interface HubServer {
  url: string;
  requests: HubRequest[];
  faults: HubFault[];
  /** The commit that every branch of this repository stands for. */
  commitOf(name: string): string;
  close(): Promise<void>;
}

/** Files on a page of the tree, so few that paging is met. */
const PAGE = 4;

const encoder = new TextEncoder();
const bytesOf = (content: Uint8Array | string): Uint8Array =>
  typeof content === 'string' ? encoder.encode(content) : content;
const known = new WeakMap<Uint8Array, Map<string, string>>();
/** Large contents are asked for again and again. */
function hex(algorithm: string, content: Uint8Array, header = ''): string {
  const hashes = known.get(content) ?? new Map<string, string>();
  known.set(content, hashes);
  const hash = hashes.get(algorithm) ?? createHash(algorithm).update(header).update(content).digest('hex');
  hashes.set(algorithm, hash);
  return hash;
}
const gitOidOf = (content: Uint8Array): string => hex('sha1', content, `blob ${content.byteLength}\0`);

/** A server on this machine that speaks as much of the hub's API as fetching a model takes, faults on demand. */
export async function startHub(repositories: readonly HubRepository[]): Promise<HubServer> {
  const requests: HubRequest[] = [];
  const faults: HubFault[] = [];
  const commitOf = (name: string): string => hex('sha1', bytesOf(name));
  const server = createServer((request, response) => {
    response.on('close', () => {
      requests.push({
        path: request.url ?? '',
        range: request.headers.range,
        ifRange: request.headers['if-range'] as string | undefined,
        authorization: request.headers.authorization,
        status: response.statusCode,
      });
    });
    answer(request, response, repositories, commitOf, takeFault(faults, request.url ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    faults,
    commitOf,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function takeFault(faults: HubFault[], path: string): HubFault | undefined {
  const fault = faults.find(({ at, times = 1 }) => path.includes(at) && times > 0);
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  repositories: readonly HubRepository[],
  commitOf: (name: string) => string,
  fault: HubFault | undefined,
): void {
  if (fault?.status !== undefined) {
    const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter };
    return void response.writeHead(fault.status, headers).end('no');
  }
  if (fault?.redirect !== undefined) return void response.writeHead(302, { location: fault.redirect }).end();
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  const found = route(url, repositories, commitOf);
  if (!found) return void response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end('nothing here');
  if (found.kind === 'file') return sendFile(request, response, found.content, fault);
  const { body, headers } = found;
  response.writeHead(found.status ?? 200, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

type Found =
  | { kind: 'file'; content: Uint8Array }
  | { kind: 'text'; body: string; headers?: Record<string, string>; status?: number };

function route(
  url: URL,
  repositories: readonly HubRepository[],
  commitOf: (name: string) => string,
): Found | undefined {
  const path = decodeURIComponent(url.pathname);
  for (const repository of repositories) {
    const { name, files, lfs = [] } = repository;
    const commit = commitOf(name);
    const revisions = new Set([commit, 'main', 'HEAD', 'v1.0']);
    const [, revision = '', rest = ''] =
      new RegExp(`^/(?:api/models/)?${name}/(?:revision|tree|resolve)/([^/]+)(?:/(.+))?$`).exec(path) ?? [];
    if (path.startsWith(`/lfs/${name}/`)) {
      const content = files[path.slice(`/lfs/${name}/`.length)];
      return content === undefined ? undefined : { kind: 'file', content: bytesOf(content) };
    }
    if (!revisions.has(revision)) continue;
    if (path.startsWith(`/api/models/${name}/revision/`)) return describe(repository, commit);
    if (path.startsWith(`/api/models/${name}/tree/`)) return listTree(repository, url);
    const content = files[rest];
    if (content === undefined) return undefined;
    if (!lfs.includes(rest)) return { kind: 'file', content: bytesOf(content) };
    const headers = {
      location: `/lfs/${name}/${rest}`,
      'x-linked-etag': `"${hex('sha256', bytesOf(content))}"`,
      'x-linked-size': String(bytesOf(content).byteLength),
    };
    return { kind: 'text', body: '', headers, status: 302 };
  }
  return undefined;
}

function describe({ name, card = {}, task }: HubRepository, sha: string): Found {
  const info = { _id: '1', id: name, sha, cardData: card, pipeline_tag: task, private: false, gated: false };
  return { kind: 'text', body: JSON.stringify({ ...info, lastModified: '2026-01-01T00:00:00.000Z' }) };
}

function listTree({ files, lfs = [] }: HubRepository, url: URL): Found {
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const paths = Object.keys(files);
  const entries = paths.slice(from, from + PAGE).map((path) => {
    const content = bytesOf(files[path] ?? '');
    const size = content.byteLength;
    const entry = { type: 'file', path, size, oid: gitOidOf(content) };
    return lfs.includes(path)
      ? { ...entry, lfs: { oid: hex('sha256', content), size, pointerSize: 130 } }
      : entry;
  });
  if (from === 0) entries.unshift({ type: 'directory', path: 'onnx', size: 0, oid: '0'.repeat(40) });
  const next = new URL(url);
  next.searchParams.set('cursor', String(from + PAGE));
  const headers = from + PAGE < paths.length ? { link: `<${next.href}>; rel="next"` } : {};
  return { kind: 'text', body: JSON.stringify(entries), headers };
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  original: Uint8Array,
  fault: HubFault = { at: '' },
): void {
  const content = alter(original, fault);
  const etag = fault.etag ?? `"${hex('md5', content)}"`;
  const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
  const isSame = (request.headers['if-range'] ?? etag) === etag;
  const start = first !== undefined && isSame && !fault.noRanges ? Number(first) : undefined;
  if (start !== undefined && start >= content.byteLength)
    return void response.writeHead(416, { 'content-range': `bytes */${content.byteLength}` }).end();
  const body = content.subarray(start ?? 0);
  response.writeHead(start === undefined ? 200 : 206, {
    etag,
    'accept-ranges': 'bytes',
    'content-length': body.byteLength,
    ...(start !== undefined && {
      'content-range': `bytes ${start}-${content.byteLength - 1}/${content.byteLength}`,
    }),
  });
  const { cutAfter, silentAfter } = fault;
  if (cutAfter === undefined && silentAfter === undefined) return void response.end(body);
  response.write(body.subarray(0, cutAfter ?? silentAfter), () => {
    if (cutAfter !== undefined) response.destroy();
  });
}

function alter(original: Uint8Array, { lengthBy = 0, flipAt }: HubFault): Uint8Array {
  if (lengthBy === 0 && flipAt === undefined) return original;
  const content = new Uint8Array(original.byteLength + lengthBy);
  content.set(original.subarray(0, content.byteLength));
  if (flipAt !== undefined) content[flipAt] = (content[flipAt] ?? 0) ^ 1;
  return content;
}
