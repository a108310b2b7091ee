import '../../workers/embedder.ts';

// The worker as it is, on a GPU that goes away when told to.
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function losable(descriptor) {
  const device = await requestDevice.call(this, descriptor);
  addEventListener('message', ({ data }) => data === 'lose' && device.destroy());
  return device;
};
