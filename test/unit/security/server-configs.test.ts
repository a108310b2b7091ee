import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SERVER_CONFIGS } from '../../../src/cli/server-configs.ts';
import { RESPONSE_HEADERS } from '../../../src/security/headers.ts';

const FOLDER = fileURLToPath(new URL('../../../public/servers/', import.meta.url));

it.each(Object.entries(SERVER_CONFIGS))('has the sample %s as the headers make it', (name, text) => {
  expect(readFileSync(`${FOLDER}${name}`, 'utf8'), 'run `npm run servers`').toBe(text);
});

it('has no other sample', () => {
  expect(readdirSync(FOLDER).toSorted()).toEqual(Object.keys(SERVER_CONFIGS).toSorted());
});

it.each(Object.keys(SERVER_CONFIGS))('sends every header from %s', (name) => {
  for (const [header, value] of Object.entries(RESPONSE_HEADERS)) {
    expect(SERVER_CONFIGS[name]).toContain(header);
    expect(SERVER_CONFIGS[name]).toContain(value);
  }
});
