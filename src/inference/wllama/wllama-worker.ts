/** What the worker of llama.cpp starts from. */
export interface WllamaWorkerParts {
  /** Address of its code, of the own origin. */
  url: string;
  /** Verified bytes of llama.cpp; they go to the worker. */
  binary: ArrayBuffer;
  threads: number;
  usesGpu: boolean;
}

export interface WorkerRedirection {
  /** Rejects when the worker cannot be loaded, of which wllama itself says nothing and waits. */
  readonly failed: Promise<never>;
  /** Gives the realm its own `Worker` back. */
  end(): void;
}

/** The message with which wllama starts its worker; `args` are the code of the threads and how files are read. */
interface StartMessage {
  verb: 'module.init';
  args: [code: Blob, readsByStackSwitching: boolean];
  callbackId: number;
}

/**
 * Makes the next worker of this realm the one that the build put together (models/wllama/worker.js), whatever address
 * is asked for. wllama makes a script of the same text at run time and starts it from a blob: address, which a policy
 * without `blob:` in `worker-src` forbids, and then waits without end. Options and the WASM go with its first message.
 */
export function redirectWorker({ url, binary, threads, usesGpu }: WllamaWorkerParts): WorkerRedirection {
  const NativeWorker = globalThis.Worker;
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // Heard by whoever still waits.
  failed.catch(() => undefined);
  const options = { pathConfig: { 'wllama.wasm': url }, nbThread: threads, compat: false, gpu: usesGpu };

  class OwnOriginWorker extends NativeWorker {
    constructor(address: string | URL) {
      super(url, { name: 'llama.cpp' });
      URL.revokeObjectURL(String(address));
      this.addEventListener('error', (event) => {
        event.preventDefault();
        reject(new Error(event.message || `the worker's code could not be loaded from ${url}`));
      });
    }

    override postMessage(message: unknown, transfer?: Transferable[] | StructuredSerializeOptions): void {
      const list = Array.isArray(transfer) ? transfer : (transfer?.transfer ?? []);
      if (!isStart(message)) super.postMessage(message, list);
      // Without code of their own, threads start from the same file.
      else
        super.postMessage({ ...message, args: [undefined, message.args[1]], options, binary }, [
          ...list,
          binary,
        ]);
    }
  }

  globalThis.Worker = OwnOriginWorker;
  return {
    failed,
    end() {
      if (globalThis.Worker === OwnOriginWorker) globalThis.Worker = NativeWorker;
    },
  };
}

function isStart(message: unknown): message is StartMessage {
  return (message as Partial<StartMessage> | null)?.verb === 'module.init';
}
