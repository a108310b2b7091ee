import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../../public/samples/', import.meta.url);

function readSample(file: string): string {
  return readFileSync(new URL(file, FOLDER), 'utf8');
}

/** Cents by category of the cost table. */
function sumCosts(): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of readSample('building-costs-2025.csv').trim().split('\n').slice(1)) {
    const fields = line.split(',');
    const category = fields[1] ?? '';
    sums.set(category, (sums.get(category) ?? 0) + Math.round(Number(fields.at(-1)) * 100));
  }
  return sums;
}

function formatEuros(cents: number): string {
  return (cents / 100).toLocaleString('en', { minimumFractionDigits: 2 });
}

describe('the sample documents', () => {
  it('are all there', () => {
    const list = JSON.parse(readSample('samples.json')) as { name: string; file: string }[];
    expect(list.length).toBeGreaterThanOrEqual(4);
    for (const { file } of list) expect(existsSync(new URL(file, FOLDER)), file).toBe(true);
  });

  it('agree: the report states the sums of the cost table', () => {
    const report = readSample('annual-report-2025.html').replaceAll(/\s+/g, ' ');
    const sums = sumCosts();
    const total = [...sums.values()].reduce((sum, cents) => sum + cents, 0);
    expect(report).toContain(`The association spent ${formatEuros(total)} euros`);
    for (const [category, cents] of sums) {
      expect(report).toMatch(new RegExp(`<td>${category}</td> ?<td>${formatEuros(cents)}</td>`));
    }
  });
});
