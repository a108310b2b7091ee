import '../src/security/trusted-types.ts';
import { parseDocument } from '../src/ingest/parse-document.ts';
import type { ParserApi } from '../src/ingest/parser.ts';
import { serve } from '../src/rpc/serve.ts';

const api: ParserApi = { parse: (name, bytes, limits) => parseDocument(bytes, name, limits) };
serve(api);
