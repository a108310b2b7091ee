import type { Plugin } from 'vite';

/** Where transformers.js would fetch from if a setting of ours were ever lost, and what stands there instead. */
const REMOTE_HOSTS: readonly (readonly [from: string, to: string])[] = [
  ['https://cdn.jsdelivr.net/', 'https://runtime.invalid/'],
  ['remoteHost: "https://huggingface.co/"', 'remoteHost: "https://models.invalid/"'],
];

/**
 * Takes the addresses of model and runtime hosts out of what is bundled. The page's headers refuse them anyway; this
 * holds also where somebody else's page, with headers of its own, uses the library. Names under `.invalid` never resolve.
 */
export function closeRemoteHosts(): Plugin {
  return {
    name: 'cloister:remote-hosts',
    transform(code, id) {
      if (!id.includes('/@huggingface/transformers/')) return null;
      const closed = REMOTE_HOSTS.reduce((text, [from, to]) => text.replaceAll(from, to), code);
      return closed === code ? null : { code: closed, map: null };
    },
  };
}
