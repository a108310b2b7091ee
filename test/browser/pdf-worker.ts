import { PARSE_LIMITS } from '../../src/ingest/parser.ts';
import { parsePdf } from '../../src/ingest/pdf.ts';

/** Reads a PDF in a worker whose own ways out are watched: no nested worker, no request, no code from a string. */
const refused: string[] = [];
const refuse = (name: string) => (): never => {
  refused.push(name);
  throw new Error(`${name} is refused here.`);
};
// A proxy, because libraries reach for Function.prototype.
const CodeFromString = new Proxy(Function, { construct: refuse('Function'), apply: refuse('Function') });
Object.assign(globalThis, { Worker: refuse('Worker'), eval: refuse('eval'), Function: CodeFromString });
globalThis.fetch = refuse('fetch');
globalThis.XMLHttpRequest = refuse('XMLHttpRequest') as unknown as typeof XMLHttpRequest;

globalThis.addEventListener('message', (event: MessageEvent<Uint8Array>) => {
  parsePdf(event.data, 'test.pdf', PARSE_LIMITS).then(
    (document) => globalThis.postMessage({ document, refused }),
    (error: unknown) => globalThis.postMessage({ error: describe(error), refused }),
  );
});

function describe(error: unknown): string {
  return error instanceof Error && error.cause ? `${String(error)} ${describe(error.cause)}` : String(error);
}
