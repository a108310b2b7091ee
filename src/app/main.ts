import '../security/trusted-types.ts';
import { openRag, type RagOptions } from '../index.ts';
import './app.ts';

/** `?device=wasm` or `?device=webgpu` overrides the choice, for measuring and for reporting trouble. */
function readDevice(): Pick<RagOptions, 'device'> {
  const device = new URLSearchParams(location.search).get('device');
  return device === 'wasm' || device === 'webgpu' ? { device } : {};
}

const app = document.querySelector('cloister-app');
await app?.start((options) => openRag({ name: 'default', assetBase: './', ...readDevice(), ...options }));
