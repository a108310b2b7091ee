import '../../../src/security/trusted-types.ts';

/** The smallest module there is: magic number and version. */
const EMPTY_MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

await WebAssembly.compile(EMPTY_MODULE);
postMessage(crossOriginIsolated ? 'inner worker, isolated' : 'inner worker, not isolated');
