import '../../../src/security/trusted-types.ts';

const inner = new Worker(new URL('./inner-worker.ts', import.meta.url), { type: 'module' });
inner.addEventListener('message', ({ data }: MessageEvent<string>) => postMessage(data));
inner.addEventListener('error', () => postMessage('the inner worker did not start'));
