import type { SourceDocument } from '../../index.ts';

/** Files that the system opened with the installed app; a part of Chromium's `LaunchParams`. */
interface Launch {
  readonly files: readonly { getFile(): Promise<File> }[];
}

interface LaunchQueue {
  setConsumer(take: (launch: Launch) => void): void;
}

/** Hands over the files that the app is opened with, now and while it runs. Browsers without such a queue open none. */
export function takeLaunchedFiles(add: (documents: Promise<SourceDocument[]>) => void): void {
  const { launchQueue } = globalThis as { launchQueue?: LaunchQueue };
  launchQueue?.setConsumer(({ files }) => {
    if (files.length > 0) add(Promise.all(files.map(readFile)));
  });
}

async function readFile(handle: Launch['files'][number]): Promise<SourceDocument> {
  const file = await handle.getFile();
  return { name: file.name, bytes: file };
}
