import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostsContacted } from '../../../src/cli/net-log.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'net-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

const constants = { logEventTypes: { URL_REQUEST_START_JOB: 1, HOST_RESOLVER_MANAGER_JOB: 2, OTHER: 3 } };
const ownPartition = 'http://127.0.0.1 http://127.0.0.1';

async function hostsOf(events: unknown[], cut = 0): Promise<string[]> {
  const path = join(folder, 'log.json');
  const text = `{"constants":${JSON.stringify(constants)},\n"events": [\n${events.map((event) => JSON.stringify(event)).join(',\n')}]}`;
  await writeFile(path, cut ? `${text.slice(0, -cut)},\n` : text);
  return hostsContacted(path);
}

const own = {
  url: 'http://127.0.0.1:4173/',
  initiator: 'not an origin',
  network_isolation_key: ownPartition,
};

describe('hostsContacted', () => {
  it('lists what pages and workers requested, sockets and name look-ups included', async () => {
    const events = [
      { type: 1, params: own },
      { type: 1, params: { url: 'https://leak.example/x?secret', initiator: 'http://127.0.0.1:4173' } },
      { type: 1, params: { url: 'ws://socket.example/', initiator: 'http://127.0.0.1:4173' } },
      {
        type: 2,
        params: {
          host: 'https://secret.dns.example',
          network_anonymization_key: 'http://127.0.0.1 same_site',
        },
      },
    ];
    expect(await hostsOf(events)).toEqual([
      '127.0.0.1:4173',
      'leak.example',
      'secret.dns.example',
      'socket.example',
    ]);
  });

  it('leaves out what the browser does for itself, and events of other kinds', async () => {
    const events = [
      {
        type: 1,
        params: {
          url: 'https://update.example/',
          initiator: 'not an origin',
          network_isolation_key: 'null null',
        },
      },
      { type: 3, params: { url: 'https://other.example/', initiator: 'http://127.0.0.1:4173' } },
      { type: 1 },
    ];
    expect(await hostsOf(events)).toEqual([]);
  });

  it('reads the log of a browser that was killed', async () => {
    expect(await hostsOf([{ type: 1, params: own }], 2)).toEqual(['127.0.0.1:4173']);
  });
});
