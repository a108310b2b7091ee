import type { Anchor } from '../types.ts';
import type { DemoAnswer, WrittenAnswer } from './ask-in-page.ts';

/** What `npm run demo -- --json` prints. */
export interface DemoReport {
  answers: DemoAnswer[];
  failed: { document: string; code: string; message: string }[];
  /** Milliseconds. */
  steps: Record<string, number>;
  engines: Record<string, string>;
  models: { id: string; files: { path: string; bytes: number; sha256: string; verified: true }[] }[];
  /** Another embedder that knows the languages of these documents, and why. */
  recommendedEmbedder?: { id: string; reason: string };
  /** Every host that the page and its workers contacted. */
  hosts: string[];
}

/** Prints a report for people. */
export function printReport(report: DemoReport): void {
  for (const { question, refused, citations, author, written } of report.answers) {
    print(`\n? ${question}`);
    if (refused) print('  Not in your documents.');
    else print(`  (${author})`);
    for (const { document, anchor, quote } of citations) {
      print(`  “${quote.replace(/\s+/g, ' ')}”\n      — ${[document, ...placeOf(anchor)].join(', ')}`);
    }
    if (written) printWritten(written);
  }
  for (const { document, code, message } of report.failed) print(`\n! ${document}: ${message} (${code})`);
  print('\nTime');
  for (const [step, ms] of Object.entries(report.steps)) print(`  ${step.padEnd(10)} ${ms} ms`);
  print('\nWhat ran where');
  for (const [part, engine] of Object.entries(report.engines)) print(`  ${part.padEnd(10)} ${engine}`);
  if (report.recommendedEmbedder) {
    const { id, reason } = report.recommendedEmbedder;
    print(`\n${reason} Try --embedder ${id}.`);
  }
  print('\nVerified files (SHA-256)');
  for (const { files } of report.models) for (const { path, sha256 } of files) print(`  ${sha256}  ${path}`);
  print(`\nHosts contacted: ${report.hosts.join(', ')}`);
}

function printWritten({ text, author, sentences, speed, withdrawn }: WrittenAnswer): void {
  print(
    `  ${author}${withdrawn ? ` (what the model wrote was no answer: ${withdrawn})` : ', may be wrong'}:`,
  );
  print(`  ${text.replace(/\n/g, '\n  ')}`);
  for (const sentence of sentences)
    if (sentence.marks.length === 0) print(`      — not in the sources: ${sentence.text}`);
  if (speed)
    print(
      `      ${speed.tokens} tokens, ${speed.tokensPerSecond.toFixed(1)} a second, the first after ${(speed.firstTokenMs / 1000).toFixed(1)} s`,
    );
}

function placeOf({ page, headings, rows, lines }: Anchor): string[] {
  if (page !== undefined) return [`page ${page}`];
  if (rows) return [rows[0] === rows[1] ? `row ${rows[0]}` : `rows ${rows[0]}–${rows[1]}`];
  if (headings?.length) return [headings.join(' › ')];
  return lines ? [`line ${lines[0]}`] : [];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
