import { File, FileCode, FileText, FileType, Globe, Hash, Table, type IconNode } from 'lucide';
import type { DocumentFormat } from '../../index.ts';
import type { Row } from './rows.ts';

const ICONS: Readonly<Record<DocumentFormat, IconNode>> = {
  pdf: FileType,
  docx: FileText,
  html: Globe,
  markdown: Hash,
  text: FileText,
  csv: Table,
  code: FileCode,
};

/** What kind of file it is, as a picture; the name says it too. */
export function formatIcon(row: Row): IconNode {
  return ('format' in row && row.format && ICONS[row.format]) || File;
}
