import type { Release } from './release.ts';

/** The release that the service worker belongs to. The build puts the real one here. */
export const currentRelease: Release = { id: '', files: [], verifiedElsewhere: [] };
