import { scanMaker } from '../scan-engine.ts';
import { serveEngine } from '../serve-engine.ts';

serveEngine(scanMaker(() => ({})));
