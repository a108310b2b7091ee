/**
 * Imported first by the page and every worker, before anything that may start a worker of its own (the ONNX
 * runtime does), as the response headers let script addresses through the policy `default` only.
 */

interface PolicyRules {
  createScriptURL(url: string): string | null;
}

interface PolicyFactory {
  readonly defaultPolicy: unknown;
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

/**
 * Lets own scripts become workers where the response headers ask for trusted types. A page that has a default policy
 * keeps it; one whose headers forbid the name has rules of its own, and what they forbid stays forbidden.
 */
export function installScriptPolicy(): void {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (!factory || factory.defaultPolicy) return;
  try {
    // Without rules for HTML and script text, a string never becomes either.
    factory.createPolicy('default', {
      createScriptURL: (url) => allowScriptUrl(url, globalThis.location.href),
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

installScriptPolicy();
