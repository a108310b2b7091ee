import { expect, it } from 'vitest';
import { allowScriptUrl } from '../../../src/security/trusted-types.ts';

const BASE = 'https://app.example/rag/assets/page.js';

it.each(['./worker.js', '/runtime/ort.mjs', 'https://app.example/x.js', 'worker.js?v=1#a'])(
  'lets the own origin through, unchanged: %s',
  (url) => {
    expect(allowScriptUrl(url, BASE)).toBe(url);
  },
);

it.each([
  'https://elsewhere.example/x.js',
  '//elsewhere.example/x.js',
  'http://app.example/x.js',
  'https://app.example:8443/x.js',
  'https://app.example.elsewhere.example/x.js',
  'https://app.example@elsewhere.example/x.js',
  'data:text/javascript,1',
  'javascript:1',
  'blob:https://app.example/0b9e2a52-96cf-4a9e-8f5c-1f6e6f3ad5c7',
  'https://',
])('refuses %s', (url) => {
  expect(allowScriptUrl(url, BASE)).toBeNull();
});
