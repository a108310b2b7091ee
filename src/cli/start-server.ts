import { fileURLToPath } from 'node:url';
import { serve } from './serve.ts';

/** The port that PORT asks for; `undefined` when it is not set. */
function readPort(): number | undefined {
  const text = process.env['PORT'];
  if (!text) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Error(`PORT is "${text}", which is no port. Set it to a number from 0 to 65535, or unset it.`);
}

try {
  const port = readPort();
  const folder = fileURLToPath(new URL('../../dist', import.meta.url));
  const server = await serve({ folder, ...(port === undefined ? {} : { port }) });
  console.log(`cloister runs at ${server.url} (stop it with Ctrl+C)`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
