import type { Progress } from '../../../index.ts';

/** What is being done with one model. */
export interface ModelWork {
  kind: 'get' | 'check';
  progress?: Progress;
  stop: AbortController;
}

/** How something ended, in words. */
export interface Said {
  kind: 'news' | 'trouble';
  text: string;
}

/** Room that the browser allows this page, in bytes. */
export interface Room {
  used: number;
  quota: number;
}
