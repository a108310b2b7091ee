/** A file of the app as it was built. */
export interface ReleaseFile {
  /** Relative to the app's folder, '/' between its parts. */
  path: string;
  sha256: string;
  /** Media type it is served with, whatever the server of the first visit says. */
  type: string;
}

/** Everything that the app of one build may ask its server for. */
export interface Release {
  /** Names the build: the SHA-256 of the other fields. */
  id: string;
  /** Files that are kept for when the server cannot be reached, and that are served from there only. */
  files: readonly ReleaseFile[];
  /** Files that are verified and kept elsewhere: models and the runtimes' binaries. */
  verifiedElsewhere: readonly string[];
}

/** What an address is to a release. */
export type Target = { kind: 'file'; file: ReleaseFile } | { kind: 'elsewhere' } | { kind: 'unknown' };

const PAGE = 'index.html';

/**
 * Finds what is asked for. An address with a query is unknown, as a query can carry data away; the page itself is asked
 * for with queries and by its folder, and gets nothing of them to the server, since it is kept.
 *
 * @param scope The app's folder, with a slash at the end.
 */
export function findTarget(
  release: Release,
  scope: string,
  { url, isNavigation }: { url: string; isNavigation: boolean },
): Target {
  const { href, search, hash } = new URL(url);
  if (!href.startsWith(scope)) return { kind: 'unknown' };
  const address = href.slice(scope.length, href.length - search.length - hash.length);
  const path = isNavigation && address === '' ? PAGE : decode(address);
  if (search !== '' && !(isNavigation && path === PAGE)) return { kind: 'unknown' };
  const file = release.files.find((entry) => entry.path === path);
  if (file) return { kind: 'file', file };
  return { kind: release.verifiedElsewhere.includes(path) ? 'elsewhere' : 'unknown' };
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
