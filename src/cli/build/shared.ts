import { defaultClientConditions, type UserConfig } from 'vite';

/**
 * What the app's build, the library's build and the tests have in common. The condition picks the ONNX runtime's entry
 * without an embedded WASM address: otherwise 27 MB that nothing asks for land in the build.
 */
export const SHARED: UserConfig = {
  // 'worker' comes before 'browser' in packages that tell them apart: the Markdown parser's HTML entities are decoded
  // with an element otherwise, which no worker has.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'worker', ...defaultClientConditions] },
  // Data of PDFs (src/ingest/pdf-data.ts) that Vite does not know as files to inline.
  assetsInclude: ['**/*.bcmap', '**/*.pfb'],
  // It tells how long the workers' own builds took, which is nothing to act on.
  build: { rolldownOptions: { checks: { pluginTimings: false } } },
  worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
};
