/** Flags for a browser under test: no sandbox (containers), WebGPU without a GPU, and none of the browser's own traffic. */
export declare const BROWSER_FLAGS: readonly string[];

/**
 * The path of an installed Chromium, Chrome or Edge. CLOISTER_BROWSER goes first, and is an error when it names nothing
 * that can be run. `undefined` when there is none, so that Playwright's own is used.
 */
export declare function findBrowser(environment?: Record<string, string | undefined>): string | undefined;
