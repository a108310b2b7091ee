/*
 * The worker in which llama.cpp computes, and each of its threads. wllama puts this text together at run time and starts it
 * from a blob: address, which the page's policy forbids; the build puts it together beforehand instead, from the
 * package's two files at the two marks below, and wllama-worker.ts starts it from the own origin.
 */

// Set by the first message: nothing of this text is made at run time.
let RUN_OPTIONS;
let binary;

// Threads are started from this same file. No other script may become a worker here.
try {
  self.trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => (url === location.href ? url : null),
  });
} catch (error) {
  // The page's headers may have rules of their own, and what they forbid stays forbidden.
  if (!(error instanceof TypeError)) throw error;
}

// Everything it needs is sent to it.
for (const way of ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebTransport', 'EventSource', 'importScripts'])
  Object.defineProperty(self, way, { value: undefined });

// Where the browser cannot switch stacks, the imports that would wait are never called, but have to be there.
WebAssembly.Suspending ??= function (call) {
  return call;
};
WebAssembly.promising ??= (call) => async (...values) => call(...values);

// Before the package's own listener, which expects its options to be there.
addEventListener('message', ({ data }) => {
  if (data?.verb !== 'module.init') return;
  RUN_OPTIONS = data.options;
  binary = data.binary;
  // llama.cpp takes any adapter it finds, and starts it up, even if no layer is to run there.
  if (!RUN_OPTIONS.gpu)
    Object.defineProperty(WorkerNavigator.prototype, 'gpu', { value: { requestAdapter: async () => null } });
});

function wModuleInit() {
  Module.wasmBinary = binary;
  /* wllama.js */
  return Module;
}

/* llama-cpp.js */

if (self.name.startsWith('em-pthread')) {
  Module = {};
  wModuleInit();
}
