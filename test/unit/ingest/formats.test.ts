import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { isRagError } from '../../../src/errors.ts';
import { detectFormat } from '../../../src/ingest/formats.ts';
import { makeDocx, paragraph } from '../../helpers/docx-file.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function refusal(
  content: Uint8Array,
  name: string,
): { code: string; message: string; format: string | undefined } {
  try {
    detectFormat(content, name);
  } catch (error) {
    if (isRagError(error)) return { code: error.code, message: error.message, format: error.details.format };
  }
  throw new Error(`${name} was not refused`);
}

/** A compound file (OLE2) whose directory lists one stream. */
function compound(stream: string): Uint8Array {
  const file = new Uint8Array(1024);
  file.set(hex('d0cf11e0a1b11ae1'));
  [...stream].forEach((character, i) => file.set([character.charCodeAt(0), 0], 600 + 2 * i));
  return file;
}

describe('detectFormat', () => {
  it.each([
    ['report.bin', '%PDF-1.7\n…', 'pdf'],
    ['page.txt', '<!DOCTYPE html><p>Hello', 'html'],
    ['page', '<?xml version="1.0"?>\n<!-- made by hand -->\n<html xmlns="…">', 'html'],
    ['notes.md', '# Notes', 'markdown'],
    ['README', '# Cloister\n\nRead the **manual**.', 'markdown'],
    ['LICENSE', 'Permission is hereby granted', 'text'],
    ['prices.csv', 'a,b\n1,2', 'csv'],
    ['prices.tsv', 'a\tb\n1\t2', 'csv'],
    ['export', 'a;b;c\n1;2;3\n4;5;6\n7;8;9\n1;2;3\n4;5;6\n', 'csv'],
    ['letter.txt', 'a;b;c\n1;2;3\n4;5;6\n7;8;9\n1;2;3\n4;5;6\n', 'text'],
    ['main.py', 'print(1)', 'code'],
    ['Dockerfile', 'FROM scratch', 'code'],
    ['src/Makefile', 'all:', 'code'],
    ['run', '#!/bin/sh\necho 1', 'code'],
    ['index.php', '<!doctype html><?php echo 1 ?>', 'code'],
    ['data', '{"a": 1}', 'code'],
    ['C:\\docs\\notes.MD', 'x', 'markdown'],
  ])('tells %s by its content first and its name second', (name, content, format) => {
    expect(detectFormat(bytes(content), name)).toBe(format);
  });

  it('knows a Word document by what is in the archive, whatever its name', () => {
    expect(detectFormat(makeDocx(paragraph('Hello')), 'download')).toBe('docx');
  });

  it.each([
    ['xl/workbook.xml', 'Excel workbook'],
    ['ppt/presentation.xml', 'PowerPoint presentation'],
    ['content.xml', 'OpenDocument file'],
    ['META-INF/container.xml', 'EPUB book'],
    ['holiday.jpg', 'zip archive'],
  ])('says what an archive with %s is and what to do', (entry, format) => {
    const archive = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), [entry]: strToU8('x') });
    const { code, message, format: found } = refusal(archive, 'file.docx');
    expect({ code, found }).toEqual({ code: 'unsupported', found: format });
    expect(message).toMatch(/“file\.docx” is an? .*left out\. \w+/);
  });

  it.each([
    ['EncryptedPackage', 'encrypted', 'encrypted Office document'],
    ['WordDocument', 'unsupported', 'Word document of the old kind (.doc)'],
    ['Workbook', 'unsupported', 'Excel workbook of the old kind (.xls)'],
    ['PowerPoint Document', 'unsupported', 'PowerPoint presentation of the old kind (.ppt)'],
  ])('tells a compound file with the stream %s', (stream, code, format) => {
    expect(refusal(compound(stream), 'a.docx')).toMatchObject({ code, format });
  });

  it.each([
    ['89504e470d0a1a0a0000', 'PNG picture'],
    ['ffd8ffe000104a464946', 'JPEG picture'],
    ['1f8b0800000000000003', 'gzip archive'],
    ['7f454c4602010100', 'Linux program'],
    ['4944330300000000', 'MP3 recording'],
    ['0000001c667479706d703432', 'MP4 recording'],
    ['7b5c727466315c616e7369', 'Rich Text (RTF) document'],
    ['010203040500070809', 'binary'],
  ])('refuses the bytes %s as %s', (digits, format) => {
    expect(refusal(hex(digits), 'a.txt')).toMatchObject({ code: 'unsupported', format });
  });

  it('takes UTF-16 for text, with or without a mark', () => {
    const units = Uint8Array.from(
      [...'Grüße aus Köln\n'].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]),
    );
    expect(detectFormat(units, 'a.txt')).toBe('text');
    expect(detectFormat(Uint8Array.of(255, 254, ...units), 'a.md')).toBe('markdown');
  });

  it('calls an archive without its list of parts malformed', () => {
    expect(refusal(makeDocx(paragraph('Hello')).subarray(0, 300), 'a.docx').code).toBe('malformed');
  });
});
