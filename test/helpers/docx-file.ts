import { strToU8, zipSync } from 'fflate';

const TYPES = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`;

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const ROOT = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>`;
const PARTS = `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="${RELATIONS}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="${RELATIONS}/footnotes" Target="footnotes.xml"/></Relationships>`;

/** Namespace of WordprocessingML, as an attribute. */
export const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** A paragraph of a Word document, in a style of it. */
export function paragraph(text: string, style?: string, run = ''): string {
  const properties = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r>${run}</w:p>`;
}

/** A table of a Word document; with `hasHeader` its first row repeats on each page. */
export function table(rows: readonly (readonly string[])[], hasHeader = false): string {
  const body = rows.map((cells, index) => {
    const header = hasHeader && index === 0 ? '<w:trPr><w:tblHeader/></w:trPr>' : '';
    return `<w:tr>${header}${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;
  });
  return `<w:tbl>${body.join('')}</w:tbl>`;
}

/** A style sheet with paragraph styles: id, name, and optionally what it is based on or its outline level. */
export function styles(
  list: readonly { id: string; name: string; basedOn?: string; outline?: number }[],
): string {
  const entries = list.map(({ id, name, basedOn, outline }) => {
    const base = basedOn === undefined ? '' : `<w:basedOn w:val="${basedOn}"/>`;
    const level = outline === undefined ? '' : `<w:pPr><w:outlineLvl w:val="${outline}"/></w:pPr>`;
    return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/>${base}${level}</w:style>`;
  });
  return `<?xml version="1.0"?><w:styles ${WORD}>${entries.join('')}</w:styles>`;
}

/** The bytes of a Word document with this body, and further parts of its archive. */
export function makeDocx(body: string, parts: Record<string, string | Uint8Array> = {}): Uint8Array {
  const document = body.startsWith('<?xml')
    ? body
    : `<?xml version="1.0"?><w:document ${WORD}><w:body>${body}</w:body></w:document>`;
  const files: Record<string, Uint8Array> = {
    '[Content_Types].xml': strToU8(TYPES),
    '_rels/.rels': strToU8(ROOT),
    'word/_rels/document.xml.rels': strToU8(PARTS),
    'word/document.xml': strToU8(document),
    'word/styles.xml': strToU8(styles([])),
    'word/footnotes.xml': strToU8(`<?xml version="1.0"?><w:footnotes ${WORD}/>`),
  };
  for (const [path, content] of Object.entries(parts))
    files[path] = typeof content === 'string' ? strToU8(content) : content;
  return zipSync(files);
}
