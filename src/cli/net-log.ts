import { readFile } from 'node:fs/promises';

/** The parts that we read of Chromium's network log, which names all that its network service does. */
interface NetLog {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: EventParams }[];
}

interface EventParams {
  url?: string;
  host?: unknown;
  initiator?: string;
  network_isolation_key?: string;
  network_anonymization_key?: string;
}

/** Requests of any kind (fetch, WebSocket, navigation …) and look-ups of names, which can carry data by themselves. */
const CONTACTS = ['URL_REQUEST_START_JOB', 'HOST_RESOLVER_MANAGER_REQUEST', 'HOST_RESOLVER_MANAGER_JOB'];

/** What Chromium writes for what it does by itself (updates, account checks) and not for a page or worker. */
const NOBODY = 'not an origin';

/**
 * Hosts (with port) that pages and workers contacted or looked up, sorted. What the browser does for itself is left
 * out: it has no page as initiator and belongs to no page's network partition.
 *
 * @param path A file written by Chromium's `--log-net-log`, after it was closed.
 */
export async function hostsContacted(path: string): Promise<string[]> {
  const log = parse(await readFile(path, 'utf8'));
  const types = new Set(CONTACTS.map((name) => log.constants.logEventTypes[name]));
  const hosts = new Set<string>();
  for (const { type, params } of log.events) {
    const address = params?.url ?? params?.host;
    if (!params || !types.has(type) || typeof address !== 'string' || !isByPage(params)) continue;
    if (URL.canParse(address) && /^(https?|wss?):/.test(address)) hosts.add(new URL(address).host);
  }
  return [...hosts].sort();
}

/** The browser's own partitions are those of its maker, or none. */
function isByPage(params: EventParams): boolean {
  if (params.initiator !== undefined && params.initiator !== NOBODY) return true;
  const partition = params.network_isolation_key ?? params.network_anonymization_key ?? 'null';
  return partition.includes('127.0.0.1') || partition.includes('localhost');
}

/** A browser that was killed leaves the list of events open. */
function parse(text: string): NetLog {
  try {
    return JSON.parse(text) as NetLog;
  } catch {
    return JSON.parse(`${text.trimEnd().replace(/,$/, '')}]}`) as NetLog;
  }
}
