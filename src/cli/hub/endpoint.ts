/** Where models are fetched from, and who asks. */
export interface Endpoint {
  /** Without a slash at the end; may have a path. */
  url: string;
  /** Sent to this endpoint's own origin and to no other host. */
  token?: string;
}

/** The public hub; operators with a mirror name theirs in `HF_ENDPOINT`. */
const PUBLIC_HUB = 'https://huggingface.co';

/**
 * Reads `HF_ENDPOINT` and `HF_TOKEN`, the variables that the hub's own tools go by.
 *
 * @throws {TypeError} the endpoint is no http or https address, or a token would cross the network unencrypted.
 */
export function readEndpoint(env: Readonly<Record<string, string | undefined>>): Endpoint {
  const text = env['HF_ENDPOINT']?.trim() || PUBLIC_HUB;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new TypeError(
      `HF_ENDPOINT is "${text}", which is no http or https address. Correct it or unset it.`,
    );
  const endpoint = { url: url.origin + url.pathname.replace(/\/+$/, '') };
  const token = env['HF_TOKEN']?.trim();
  if (!token) return endpoint;
  if (url.protocol === 'http:' && !isLoopback(url))
    throw new TypeError(
      `HF_TOKEN would be sent to ${url.origin} unencrypted. Nothing was sent; use an https endpoint or unset HF_TOKEN.`,
    );
  return { ...endpoint, token };
}

/** Whether an address is this machine. */
function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
