/**
 * Import this first in the page and in every worker, before anything that may start a worker of its own (the ONNX
 * runtime does): the response headers let script addresses through the policy `default` only.
 */

interface PolicyRules {
  createScriptURL(url: string): string | null;
}

interface PolicyFactory {
  createPolicy(name: string, rules: PolicyRules): unknown;
}

/**
 * Returns `url` when it is an http(s) address of `base`'s own origin, else `null`, which makes the browser refuse it.
 * A blob: address has the origin of its maker, so the origin alone does not tell a file of ours from a made-up one.
 */
export function allowScriptUrl(url: string, base: string): string | null {
  if (!URL.canParse(url, base)) return null;
  const target = new URL(url, base);
  const isOwn = /^https?:$/.test(target.protocol) && target.origin === new URL(base).origin;
  return isOwn ? url : null;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
// Without rules for HTML and script text, a string never becomes either.
factory?.createPolicy('default', {
  createScriptURL: (url) => allowScriptUrl(url, globalThis.location.href),
});
