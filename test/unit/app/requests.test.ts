import { expect, it } from 'vitest';
import { countRequests } from '../../../src/app/settings/requests.ts';

it('counts requests and bytes by address, and leaves out what was made inside the page', () => {
  const entries = [
    { name: 'https://docs.example/app/', transferSize: 300 },
    { name: 'https://docs.example/app/a.js', transferSize: 0 },
    { name: 'https://docs.example:8443/b.js', transferSize: 5 },
    { name: 'blob:https://docs.example/1-2', transferSize: 9 },
    { name: 'data:text/plain,x', transferSize: 9 },
  ];
  expect(countRequests(entries)).toEqual([
    { origin: 'https://docs.example', requests: 2, bytes: 300 },
    { origin: 'https://docs.example:8443', requests: 1, bytes: 5 },
  ]);
});
