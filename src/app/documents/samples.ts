import type { SourceDocument } from '../../index.ts';

/** Loads the sample documents that are served beside the page. Rejects when one cannot be reached. */
export async function loadSamples(): Promise<SourceDocument[]> {
  const folder = new URL('samples/', document.baseURI);
  const list: unknown = await (await fetchFile('samples.json', folder)).json();
  if (!Array.isArray(list) || !list.every(isSample)) throw new TypeError('samples.json lists no samples.');
  return Promise.all(
    list.map(async ({ name, file }) => ({ name, bytes: await (await fetchFile(file, folder)).blob() })),
  );
}

interface Sample {
  /** As it is shown. */
  name: string;
  /** Relative to the folder of the list. */
  file: string;
}

function isSample(entry: unknown): entry is Sample {
  if (typeof entry !== 'object' || entry === null) return false;
  const { name, file } = entry as Partial<Sample>;
  return typeof name === 'string' && typeof file === 'string';
}

async function fetchFile(file: string, folder: URL): Promise<Response> {
  const response = await fetch(new URL(file, folder));
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return response;
}
