import { describe, expect, it } from 'vitest';
import { RESPONSE_HEADERS } from '../../../src/security/headers.ts';

const policy = new Map(
  (RESPONSE_HEADERS['Content-Security-Policy'] ?? '').split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources] as const;
  }),
);

describe('the response headers', () => {
  it('are all there', () => {
    expect(Object.keys(RESPONSE_HEADERS).toSorted()).toEqual([
      'Connection-Allowlist',
      'Content-Security-Policy',
      'Cross-Origin-Embedder-Policy',
      'Cross-Origin-Opener-Policy',
      'Cross-Origin-Resource-Policy',
      'Origin-Agent-Cluster',
      'Permissions-Policy',
      'Referrer-Policy',
      'X-Content-Type-Options',
      'X-DNS-Prefetch-Control',
    ]);
  });

  it('isolate the page and let it connect to nothing but its own origin', () => {
    expect(RESPONSE_HEADERS).toMatchObject({
      'Connection-Allowlist': '(response-origin);webrtc=block',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  it('are plain ASCII on one line, so that any server can send them', () => {
    for (const value of Object.values(RESPONSE_HEADERS)) expect(value).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('the content security policy', () => {
  it('starts from nothing', () => {
    expect(policy.get('default-src')).toEqual(["'none'"]);
  });

  it('names no other host, no scheme but blob: and data: for images, and no wildcard', () => {
    for (const [directive, sources] of policy) {
      if (directive === 'sandbox' || directive === 'trusted-types' || directive.startsWith('require-'))
        continue;
      const allowed =
        directive === 'img-src' ? ["'self'", 'blob:', 'data:'] : ["'self'", "'none'", "'wasm-unsafe-eval'"];
      expect(allowed, directive).toEqual(expect.arrayContaining(sources));
    }
  });

  it('never allows text to become code', () => {
    const text = RESPONSE_HEADERS['Content-Security-Policy'];
    expect(text).not.toMatch(/'unsafe-(eval|inline|hashes)'|'strict-dynamic'|'nonce-|'sha(256|384|512)-/);
    expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(policy.get('trusted-types')).toEqual(['default', 'lit-html']);
  });

  it('closes what default-src does not cover', () => {
    for (const directive of ['base-uri', 'form-action', 'frame-ancestors'])
      expect(policy.get(directive)).toEqual(["'none'"]);
  });

  it('keeps forms, popups, dialogs and navigation of the top page out of the sandbox', () => {
    expect(policy.get('sandbox')).toEqual(['allow-scripts', 'allow-same-origin', 'allow-downloads']);
  });
});

describe('the permissions policy', () => {
  it('allows the clipboard and isolation to the own origin, and nothing else', () => {
    const features = (RESPONSE_HEADERS['Permissions-Policy'] ?? '').split(', ');
    const allowed = features.filter((feature) => !feature.endsWith('=()'));
    expect(allowed).toEqual(['clipboard-write=(self)', 'cross-origin-isolated=(self)']);
    expect(new Set(features).size).toBe(features.length);
  });
});
