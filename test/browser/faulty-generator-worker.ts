import { isCallbackMessage } from '../../src/rpc/wire.ts';
import '../../workers/generator.ts';

// The worker as it is, with the fault that its name asks for. With ' later' after it, the second answer is hit.

const [fault = '', isLater] = self.name.split(' later');

const devices: GPUDevice[] = [];
const { requestDevice } = globalThis.GPUAdapter?.prototype ?? {};
if (requestDevice)
  GPUAdapter.prototype.requestDevice = async function noted(descriptor) {
    const device = await requestDevice.call(this, descriptor);
    devices.push(device);
    return device;
  };

/** What happens when the first piece of an answer has gone out, so that it is always in its middle. */
const FAULTS: Record<string, () => void> = {
  crash() {
    reportError(new Error('made to fail'));
    hang();
  },
  hang,
  'lose the GPU': () => devices.forEach((device) => device.destroy()),
};

function hang(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const answers = new Set<number>();
const { postMessage } = globalThis;
globalThis.postMessage = (...call: unknown[]) => {
  Reflect.apply(postMessage, globalThis, call);
  const [message] = call;
  // Progress goes back in the same way, as an object.
  if (!isCallbackMessage(message) || typeof message.values[0] !== 'string') return;
  answers.add(message.callback);
  if (answers.size === (isLater === undefined ? 1 : 2)) FAULTS[fault]?.();
};

/** Takes every address that the browser has for the memory of WASM, so that the engine finds none left. */
function takeMemory(): void {
  const taken: WebAssembly.Memory[] = [];
  // Within reach for good, or it would be collected at the first need.
  Object.assign(globalThis, { taken });
  try {
    for (;;) taken.push(new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true }));
  } catch {
    // All are taken.
  }
}

if (fault === 'no memory') takeMemory();
if (fault === 'four cores') Object.defineProperty(navigator, 'hardwareConcurrency', { value: 4 });
if (fault === 'not isolated') Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false });
