/** One entry of package-lock.json, as far as it matters here. */
export interface LockedPackage {
  version?: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

/** Whether the package at `path` would find `name`, in its own node_modules or in one above it. */
function isFound(lock: Lockfile, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
  }
}

/** The platform that a package of native code names itself after, e.g. `@oxlint/binding-linux-x64-musl`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const [, os, cpu, abi] =
    /(android|darwin|freebsd|linux|openharmony|win32)-(\w+?)(?:-(\w+))?$/.exec(name) ?? [];
  if (!os || !cpu)
    throw new Error(`${name} names no platform, so its entry cannot be written. Do it by hand.`);
  const libc = os === 'linux' && abi ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {};
  return { os: [os], cpu: [cpu], ...libc };
}

/**
 * The optional packages that have no entry of their own, with the entries they need. A registry that leaves out packages
 * for other platforms makes npm leave them out of package-lock.json, and then `npm ci` refuses it everywhere.
 */
export function missingEntries(lock: Lockfile): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(lock.packages))
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isFound(lock, path, name)) continue;
      missing[`node_modules/${name}`] = {
        version,
        ...(dev ? { dev } : {}),
        optional: true,
        ...platformOf(name),
      };
    }
  return missing;
}
