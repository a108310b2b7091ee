import { installScriptPolicy } from '../security/trusted-types.ts';
import type { ChatApi } from '../inference/chat-engine.ts';
import { connect, type Connection } from './connect.ts';

/** Starts a worker that holds one language model. */
export function spawnGenerator(): Connection<ChatApi> {
  installScriptPolicy();
  const worker = new Worker(new URL('../../workers/generator.ts', import.meta.url), {
    type: 'module',
    name: 'generator',
  });
  return connect(worker, 'generator');
}
