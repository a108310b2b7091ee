import miniLm from '../../models/all-MiniLM-L6-v2/manifest.json';
import runtime from '../../models/onnxruntime-web/manifest.json';
import { parseManifest, type ModelManifest } from './manifest.ts';

/** The embedder that comes with this package: all-MiniLM-L6-v2, 384 dimensions, English, Apache-2.0. */
export const builtInEmbedder: ModelManifest = parseManifest(miniLm);

/** The ONNX runtime's files, in the builds that the embedder may choose from. */
export const onnxRuntime: ModelManifest = parseManifest(runtime);
