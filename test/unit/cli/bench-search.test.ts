import { describe, expect, it } from 'vitest';
import { keysInShare } from '../../../src/cli/bench-search/engine.ts';
import { formatLoad, parseLoad } from '../../../src/cli/bench-search/load-address.ts';
import { readOptions } from '../../../src/cli/bench-search/options.ts';
import { clusteredSource, isotropicSource } from '../../../src/cli/bench-search/random-vectors.ts';
import { judge } from '../../../src/cli/bench-search/ratios.ts';
import { joinRows, type ResultRow } from '../../../src/cli/bench-search/results.ts';
import type { Part, RoundRatio } from '../../../src/cli/bench-search/search-api.ts';
import { notesOf, summarise } from '../../../src/cli/bench-search/search-report.ts';

function part(engine: Part['engine'], figures: Part['figures'], why: Part['why'] = {}): Part {
  return { engine, figures, why };
}

function ratio(first: RoundRatio['first'], second: RoundRatio['second'], value: number): RoundRatio {
  return { first, second, share: 100, ratio: value };
}

describe('options of the benchmark of the search', () => {
  it('are sizes, engines and data', () => {
    const chosen = ['--n', '200,100', '--engines', 'bound,scan', '--data', 'isotropic', '--queries', '7'];
    expect(readOptions([...chosen, '--full'])).toMatchObject({
      sizes: [200, 100],
      engines: ['scan', 'bound'],
      data: ['isotropic'],
      queries: 7,
      isFull: true,
      json: false,
    });
    expect(readOptions([])).toMatchObject({ sizes: [1000, 10_000, 100_000], isFull: false });
  });

  it.each([
    ['--n', '1000,x'],
    ['--n', '10'],
    ['--engines', 'scan,fast'],
    ['--data', 'real'],
    ['--rounds', '0'],
    ['--queries', '1.5'],
  ])('make sense: %s %s does not', (option, value) => {
    expect(() => readOptions([option, value])).toThrow(option);
  });
});

describe('rows of the benchmark of the search', () => {
  it('join what was measured apart, and give a reason for each figure that is missing', () => {
    const [scan, voy] = joinRows(1000, 'clustered', [
      part('scan', { p50: 2 }),
      part('voy', { p50: 100 }),
      part('scan', { coldLoad: 30 }),
      part('voy', {}, { coldLoad: 'cannot be stored' }),
    ]);
    expect(scan).toMatchObject({ n: 1000, data: 'clustered', engine: 'scan', p50: 2, coldLoad: 30 });
    expect(voy).toMatchObject({
      p50: 100,
      coldLoad: null,
      filter1: null,
      why: { coldLoad: 'cannot be stored', filter1: 'has no filters' },
    });
    for (const { why, ...row } of [scan, voy] as ResultRow[])
      for (const [name, value] of Object.entries(row))
        expect(value === null, name).toBe((why as Record<string, string>)[name] !== undefined);
  });

  it('are followed by each reason once', () => {
    const rows = [100, 200].flatMap((n) =>
      joinRows(n, 'isotropic', [part('voy', {}, { store: 'it is full', coldLoad: 'it is full' })]),
    );
    const about = notesOf(rows).filter((note) => note.includes('it is full'));
    expect(about).toEqual(['voy it is full (coldLoad, store; 100 isotropic, 200 isotropic)']);
  });
});

describe('ratios of the benchmark of the search', () => {
  const size = (
    n: number,
    scan: Part['figures'],
    ratios: RoundRatio[] = [],
  ): Parameters<typeof judge>[0][0] => ({
    n,
    rows: joinRows(n, 'clustered', [part('scan', scan), part('voy', { coldLoad: 800, build: 90 })]),
    ratios,
  });

  it('take the worse kind of data, and ask something of the sizes that it is asked of', () => {
    const ratios = [ratio('scan', 'bound', 1.1), ratio('scan', 'bound', 1.4), ratio('voy', 'scan', 60)];
    const judged = judge([size(1000, {}, ratios), size(100_000, {}, [...ratios, ratio('voy', 'scan', 70)])]);
    expect(judged['scanToBound1k']).toMatchObject({ value: 1.4, isMissed: false });
    expect(judged['scanToBound1k']).not.toHaveProperty('target');
    expect(judged['scanToBound100k']).toMatchObject({ value: 1.4, target: '≤ 1.25', isMissed: true });
    expect(judged['voyToScan100k']).toMatchObject({ value: 60, target: '≥ 50', isMissed: false });
    const { failed, targets } = summarise(judged);
    expect(failed).toEqual(['scanToBound100k']);
    expect(targets['voyToScan100k']).toMatch(/voy.*≥ 50$/);
  });

  it('compare what the engines kept, and a large corpus with a small one', () => {
    const judged = judge([
      size(10_000, { append100: 10, store: 50, coldLoad: 80, bytesPerVector: 840 }),
      size(100_000, { append100: 25, store: 600, coldLoad: 300, bytesPerVector: 851 }),
    ]);
    expect(judged['coldLoadToVoy10k']).toMatchObject({ value: 0.1, isMissed: false });
    expect(judged['coldLoadToVoy100k']).not.toHaveProperty('target');
    expect(judged['append100kTo10k']).toMatchObject({ value: 2.5, isMissed: true });
    expect(judged['appendToFullStore100k']?.value).toBeCloseTo(25 / 600);
    expect(judged['bytesPerVector10k']).toMatchObject({ isMissed: false });
    expect(judged['bytesPerVector100k']).toMatchObject({ isMissed: true });
    expect(judged).not.toHaveProperty('p99ToP50100k');
  });

  it('know how large the kernels are', () => {
    expect(judge([])).toMatchObject({ wasmGzipBytes: { isMissed: false, target: '≤ 10240' } });
  });
});

describe('data of the benchmark of the search', () => {
  it('asks for a load by an address that is read as it was written', () => {
    const asked = { n: 300, data: 'isotropic', dims: 3, queries: 5, engine: 'scan-plain' } as const;
    const load = { ...asked, isBare: false, query: [0.5, -1.25, 3] };
    expect(parseLoad(`#${formatLoad(load)}`)).toEqual(load);
    for (const nothing of ['', '#', '#fast,false,1,clustered,3,5,00', '#scan,false,1,real,3,5,00'])
      expect(parseLoad(nothing)).toBeUndefined();
  });

  it('has a tenth and a hundredth of the keys, spread evenly', () => {
    expect(Math.abs(keysInShare(10_000, 10).length - 1000)).toBeLessThanOrEqual(2);
    expect(Math.abs(keysInShare(10_000, 1).length - 100)).toBeLessThanOrEqual(2);
    for (let first = 0; first < 10_000; first += 1000) {
      const inside = keysInShare(first + 1000, 10).filter((key) => key >= first);
      expect(Math.abs(inside.length - 100)).toBeLessThanOrEqual(2);
    }
  });

  it.each([
    ['clustered', (seed: number) => clusteredSource(50, 64, seed)],
    ['isotropic', (seed: number) => isotropicSource(64, seed)],
  ])('is the same for a seed, and other for another: %s', (_name, open) => {
    const [one, same, other] = [open(1), open(1), open(2)];
    const whole = one(20);
    expect([...same(12), ...same(8)]).toEqual([...whole]);
    expect(other(20)).not.toEqual(whole);
  });
});
