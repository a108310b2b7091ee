declare module 'voy-search/voy_search_bg.js' {
  export { Voy } from 'voy-search';
  /** Gives the package's functions the instance that they call; the functions that the instance calls are the other exports. */
  export function __wbg_set_wasm(exports: WebAssembly.Exports | undefined): void;
}
