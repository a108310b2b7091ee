/**
 * Writing a token reads all weights once, so that the rate at which a device reads memory bounds how fast it writes.
 */
const BYTES = 32 * 1024 * 1024;
const ROUNDS = 3;
const WORKGROUPS = 256;
const LANES = 64;

/** Adds up the whole buffer, each invocation a share of it; the sum is written so that nothing can be left out. */
const KERNEL = /* wgsl */ `
@group(0) @binding(0) var<storage, read> input: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;
@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3u) {
  var sum = vec4f();
  for (var i = id.x; i < arrayLength(&input); i += ${WORKGROUPS * LANES}u) { sum += input[i]; }
  output[id.x] = sum.x + sum.y + sum.z + sum.w;
}`;

/** Gigabytes a second that a compute kernel reads, the best of a few rounds. */
export async function measureGpu(adapter: GPUAdapter): Promise<number> {
  const device = await adapter.requestDevice();
  try {
    const module = device.createShaderModule({ code: KERNEL });
    const pipeline = await device.createComputePipelineAsync({
      layout: 'auto',
      compute: { module, entryPoint: 'main' },
    });
    const input = device.createBuffer({ size: BYTES, usage: GPUBufferUsage.STORAGE });
    const output = device.createBuffer({ size: WORKGROUPS * LANES * 4, usage: GPUBufferUsage.STORAGE });
    const group = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [input, output].map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
    let fastestMs = Number.POSITIVE_INFINITY;
    for (let round = 0; round <= ROUNDS; round++) {
      const started = performance.now();
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(WORKGROUPS);
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
      // The first round makes the buffers.
      if (round > 0) fastestMs = Math.min(fastestMs, performance.now() - started);
    }
    return BYTES / 1e6 / fastestMs;
  } finally {
    device.destroy();
  }
}

/** Gigabytes a second that one thread reads and adds up, the best of a few rounds. */
export function measureProcessor(): number {
  const numbers = new Float32Array(BYTES / 16).fill(1);
  let fastestMs = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    for (const number of numbers) sum += number;
    fastestMs = Math.min(fastestMs, performance.now() - started);
  }
  // Used, so that the loop is not optimised away.
  return sum > 0 ? numbers.byteLength / 1e6 / Math.max(fastestMs, 0.1) : 0;
}
