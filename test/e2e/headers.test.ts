import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve, type RunningServer } from '../../src/cli/serve.ts';
import { RESPONSE_HEADERS } from '../../src/security/headers.ts';

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Status and headers of one request whose path is sent as it stands; `fetch` would tidy it up. */
function ask(
  url: string,
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Record<string, unknown> }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, ...options }, (response) => {
      response.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    });
    sent.on('error', reject);
    sent.end();
  });
}

const SEALED = Object.fromEntries(
  Object.entries(RESPONSE_HEADERS).map(([name, value]) => [name.toLowerCase(), value]),
);

describe('the server of the built app', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await serve({ folder: DIST, port: 0 });
  });
  afterAll(() => server.close());

  const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `/${entry.parentPath.slice(DIST.length)}/${entry.name}`.replaceAll(/[\\/]+/g, '/'));

  it('has the page, its scripts and the runtime to answer for', () => {
    expect(files).toContain('/index.html');
    expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThan(3);
    expect(files.filter((file) => file.endsWith('.wasm')).length).toBeGreaterThanOrEqual(3);
  });

  it('answers every file with all headers and without a redirect', async () => {
    for (const file of files) {
      const { status, headers } = await ask(server.url, encodeURI(file));
      expect(status, file).toBe(200);
      expect(headers, file).toMatchObject(SEALED);
    }
  });

  it.each([
    ['/', 200],
    ['/?q=1', 200],
    [`/${randomUUID()}`, 404],
    [`/assets/${randomUUID()}.js`, 404],
    ['/assets', 404],
    ['/assets/', 404],
    ['/models/', 404],
    ['/../package.json', 404],
    ['/%2e%2e/package.json', 404],
    ['/%', 404],
    ['//elsewhere.example/', 404],
    ['/.git/config', 404],
  ])('answers %s with all headers and status %i', async (path, expected) => {
    const { status, headers } = await ask(server.url, path);
    expect({ status }).toEqual({ status: expected });
    expect(headers).toMatchObject(SEALED);
    expect(headers).not.toHaveProperty('location');
  });

  it('seals what is not changed, only asked about, or refused', async () => {
    const whole = await ask(server.url, '/index.html');
    const etag = String(whole.headers['etag']);
    const answers = [
      await ask(server.url, '/index.html', { headers: { 'If-None-Match': etag } }),
      await ask(server.url, '/index.html', { headers: { Range: 'bytes=0-9' } }),
      await ask(server.url, '/index.html', { headers: { Range: 'bytes=999999999-' } }),
      await ask(server.url, '/index.html', { method: 'HEAD' }),
      await ask(server.url, '/index.html', { method: 'POST' }),
      await ask(server.url, '/index.html', { method: 'OPTIONS' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([304, 206, 416, 200, 405, 405]);
    for (const { headers } of answers) expect(headers).toMatchObject(SEALED);
  });

  it.each([
    ['/index.html', 'text/html'],
    ['/runtime/ort-wasm-simd-threaded.wasm', 'application/wasm'],
    ['/runtime/ort-wasm-simd-threaded.mjs', 'text/javascript'],
  ])('names the type of %s, since nosniff forbids guessing', async (path, type) => {
    const { headers } = await ask(server.url, path);
    expect(headers['content-type']).toContain(type);
  });
});

it('holds no address of a host that an engine would fetch models or code from', () => {
  const scripts = readdirSync(`${DIST}assets`).filter((name) => name.endsWith('.js'));
  const texts = scripts.map((name) => readFileSync(`${DIST}assets/${name}`, 'utf8'));
  expect(texts.some((text) => text.includes('https://models.invalid/'))).toBe(true);
  for (const text of texts)
    expect(text).not.toMatch(
      /cdn\.jsdelivr|unpkg\.com|raw\.githubusercontent|huggingface\.co\/mlc-ai|remoteHost:.https:\/\/huggingface/,
    );
});

it('says what to do when the port is taken', async () => {
  const first = await serve({ folder: DIST, port: 0 });
  try {
    const port = Number(new URL(first.url).port);
    await expect(serve({ folder: DIST, port })).rejects.toThrow(/Set PORT to a free one/);
  } finally {
    await first.close();
  }
});
