import '../src/security/trusted-types.ts';
import { helpScan, type HelperTask } from '../src/search/scan-helper.ts';

addEventListener('message', ({ data }: MessageEvent<HelperTask>) => {
  helpScan(data, () => postMessage(data.binding));
});
