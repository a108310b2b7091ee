import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openPairTokenizer } from '../../../src/inference/transformers/pair-tokenizer.ts';

const read = async (name: string): Promise<ArrayBuffer> =>
  Uint8Array.from(await readFile(new URL(`../../../models/all-MiniLM-L6-v2/${name}`, import.meta.url)))
    .buffer;
const tokenizer = openPairTokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));

const [CLS, SEP] = [101, 102];

it('puts question and passage into one text, and tells which token is of which', () => {
  const { ids, types } = tokenizer.encode('Who pays?', 'The tenant pays.', 256);
  // As the original gives it: [CLS] who pays ? [SEP] the tenant pays . [SEP]
  expect(ids).toEqual([CLS, 2040, 12778, 1029, SEP, 1996, 16713, 12778, 1012, SEP]);
  expect(types).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

it('cuts the end of the passage, not its closing token', () => {
  const whole = tokenizer.encode('Who pays?', 'The tenant pays.', 256);
  const cut = tokenizer.encode('Who pays?', 'The tenant pays.', 8);
  expect(cut.ids).toEqual([...whole.ids.slice(0, 7), SEP]);
  expect(cut.types).toEqual([0, 0, 0, 0, 0, 1, 1, 1]);
});

it('reads the question alone where the passage is empty', () => {
  const { ids, types } = tokenizer.encode('Who?', '', 256);
  expect(ids).toEqual([CLS, 2040, 1029, SEP]);
  expect(types).toEqual([0, 0, 0, 0]);
});
