import type { Plugin } from 'vite';

/** An address in a package's code, and what stands there instead. */
type Replacement = readonly [from: string, to: string];

/** Where engines would fetch from if a setting of ours were ever lost, by the package that has the addresses. */
const REMOTE_HOSTS: Readonly<Record<string, readonly Replacement[]>> = {
  '@huggingface/transformers': [
    ['https://cdn.jsdelivr.net/', 'https://runtime.invalid/'],
    ['remoteHost: "https://huggingface.co/"', 'remoteHost: "https://models.invalid/"'],
  ],
  // Its list of ready-made models and their libraries, which it takes when it is given none.
  '@mlc-ai/web-llm': [
    ['https://huggingface.co/', 'https://models.invalid/'],
    ['https://raw.githubusercontent.com/', 'https://models.invalid/'],
  ],
  '@wllama/wllama': [
    ['https://cdn.jsdelivr.net/', 'https://runtime.invalid/'],
    ['https://huggingface.co', 'https://models.invalid'],
  ],
};

/** The code of a module with the addresses of its package closed; the same text when there are none. */
export function closeHostsIn(code: string, id: string): string {
  const path = id.replaceAll('\\', '/');
  const name = Object.keys(REMOTE_HOSTS).find((entry) => path.includes(`/node_modules/${entry}/`));
  const replacements = name === undefined ? [] : (REMOTE_HOSTS[name] ?? []);
  return replacements.reduce((text, [from, to]) => text.replaceAll(from, to), code);
}

/**
 * Takes the addresses of model and runtime hosts out of what is bundled. The page's headers refuse them anyway; this
 * holds also where somebody else's page, with headers of its own, uses the library. Names under `.invalid` never resolve.
 */
export function closeRemoteHosts(): Plugin {
  return {
    name: 'cloister:remote-hosts',
    transform(code, id) {
      const closed = closeHostsIn(code, id);
      return closed === code ? null : { code: closed, map: null };
    },
  };
}
