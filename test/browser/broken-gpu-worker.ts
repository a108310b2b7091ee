import '../../workers/embedder.ts';

// The worker as it is, with an adapter that looks like hardware and gives no device.
Object.defineProperty(GPUAdapter.prototype, 'info', {
  get: () => ({
    vendor: 'acme',
    architecture: 'rocket',
    device: '',
    description: '',
    isFallbackAdapter: false,
  }),
});
GPUAdapter.prototype.requestDevice = () => Promise.reject(new Error('the driver said no'));
