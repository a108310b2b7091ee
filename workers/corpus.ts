import '../src/security/trusted-types.ts';
import { CorpusService } from '../src/corpus/corpus-service.ts';
import { serve } from '../src/rpc/serve.ts';
import { spawnEmbedder, spawnParser } from '../src/rpc/spawn-engines.ts';

serve(new CorpusService({ spawnParser, spawnEmbedder }));
