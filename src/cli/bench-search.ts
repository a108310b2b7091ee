import { readOptions } from './bench-search/options.ts';
import { printReport } from './bench-search/search-report.ts';

try {
  const options = readOptions(process.argv.slice(2));
  // What builds the page takes a while to load, which nobody should wait for to be told of a wrong option.
  const { runBenchmark } = await import('./bench-search/run-benchmark.ts');
  const report = await runBenchmark(options);
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
