/**
 * Notes every memory that this worker's WebAssembly has: a browser's own measurement leaves them out. Imported before
 * what starts WebAssembly.
 */
const memories = new Set<WebAssembly.Memory>();

/** Bytes of all memories together, but for those that threads share: these a browser does count. */
export function wasmBytes(): number {
  return [...memories].reduce(
    (sum, { buffer }) => sum + (buffer instanceof ArrayBuffer ? buffer.byteLength : 0),
    0,
  );
}

function noteExports(instance: WebAssembly.Instance): void {
  for (const value of Object.values(instance.exports))
    if (value instanceof WebAssembly.Memory) memories.add(value);
}

const { instantiate, Instance, Memory } = WebAssembly;

WebAssembly.Instance = new Proxy(Instance, {
  construct(target, values: ConstructorParameters<typeof Instance>) {
    const instance = new target(...values);
    noteExports(instance);
    return instance;
  },
});

WebAssembly.Memory = new Proxy(Memory, {
  construct(target, values: ConstructorParameters<typeof Memory>) {
    const memory = new target(...values);
    memories.add(memory);
    return memory;
  },
});

WebAssembly.instantiate = (async (source: BufferSource, imports?: WebAssembly.Imports) => {
  const result = await instantiate(source, imports);
  // Bytes give a module and an instance, a module gives an instance.
  noteExports(result.instance ?? (result as unknown as WebAssembly.Instance));
  return result;
}) as typeof WebAssembly.instantiate;
