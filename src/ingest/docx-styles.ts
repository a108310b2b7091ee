interface Style {
  name: string;
  basedOn?: string | undefined;
  /** 0 to 8, as Word counts outline levels; 9 is body text. */
  outline?: number;
}

/** Styles that mammoth's own map or ours knows by name. */
const KNOWN = /^(?:heading(?: \d)?|title|subtitle|normal|caption|quote|intense quote|toc .*)$/i;
/** A style based on a style based on … is followed this far; a ring of styles is possible. */
const MAX_CHAIN = 20;

/**
 * Rules for mammoth that turn a document's own heading styles into headings: paragraph styles with an outline level,
 * or based on a style that has one (ECMA-376, 17.3.1.20 and 17.7.4). `xml` is `word/styles.xml`.
 */
export function listHeadingStyles(xml: string): string[] {
  const styles = readStyles(xml);
  const rules: string[] = [];
  for (const style of styles.values()) {
    const outline = KNOWN.test(style.name) ? undefined : findOutline(style, styles);
    if (outline === undefined || outline > 5) continue;
    rules.push(`p[style-name='${style.name.replace(/[\\']/g, '\\$&')}'] => h${outline + 1}:fresh`);
  }
  return rules;
}

function readStyles(xml: string): Map<string, Style> {
  const styles = new Map<string, Style>();
  for (const part of xml.split(/<w:style\s/).slice(1)) {
    const id = /^[^>]*\bw:styleId="([^"]+)"/.exec(part)?.[1];
    const name = /<w:name\s+w:val="([^"]+)"/.exec(part)?.[1];
    if (id === undefined || name === undefined || !/^[^>]*\bw:type="paragraph"/.test(part)) continue;
    const outline = /<w:outlineLvl\s+w:val="(\d)"/.exec(part)?.[1];
    const style: Style = {
      name: decodeEntities(name),
      basedOn: /<w:basedOn\s+w:val="([^"]+)"/.exec(part)?.[1],
    };
    if (outline !== undefined) style.outline = Number(outline);
    styles.set(id, style);
  }
  return styles;
}

function findOutline(style: Style, styles: ReadonlyMap<string, Style>): number | undefined {
  let current: Style | undefined = style;
  for (let i = 0; current && i < MAX_CHAIN; i++) {
    if (current.outline !== undefined) return current.outline;
    const level = /^heading ([1-6])$/i.exec(current.name)?.[1];
    if (level !== undefined) return Number(level) - 1;
    current = current.basedOn === undefined ? undefined : styles.get(current.basedOn);
  }
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of an XML value: the five entities XML has by itself, and numbers. */
export function decodeEntities(xml: string): string {
  return xml.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (whole, decimal, hex, name) => {
      if (typeof name === 'string') return ENTITIES[name.toLowerCase()] ?? whole;
      const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}
