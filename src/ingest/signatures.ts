import { documentError } from './document-failure.ts';

/** A file type that is recognised by its first bytes and not read. */
interface Signature {
  /** What it is, with its article: completes “is …”. */
  what: string;
  /** Hex of the bytes at `offset`; '..' stands for any byte. */
  hex: string;
  offset?: number;
  next: string;
}

const PICTURE = 'A picture has no text to search; run it through a text recogniser (OCR) and add the result.';
const SOUND = 'Add a transcript of it instead.';
const ARCHIVE = 'Unpack it and add the files that are inside.';
const PROGRAM = 'A program has no text to search; add its manual instead.';
const FONT = 'A font has no text to search.';
const DATA = 'Export the tables you need as CSV and add those.';
const PRINT = 'Save or print it as PDF and add that.';

/** Sources: the formats' own specifications; each is the shortest prefix that no text file begins with. */
const SIGNATURES: readonly Signature[] = [
  { what: 'a PNG picture', hex: '89504e470d0a1a0a', next: PICTURE },
  { what: 'a JPEG picture', hex: 'ffd8ff', next: PICTURE },
  { what: 'a GIF picture', hex: '47494638..61', next: PICTURE },
  { what: 'a TIFF picture', hex: '49492a00', next: PICTURE },
  { what: 'a TIFF picture', hex: '4d4d002a', next: PICTURE },
  { what: 'a WebP picture', hex: '52494646........57454250', next: PICTURE },
  { what: 'a BMP picture', hex: '424d........00000000', next: PICTURE },
  { what: 'a Photoshop picture', hex: '3842505300', next: PICTURE },
  { what: 'an icon', hex: '00000100', next: PICTURE },
  { what: 'a DjVu scan', hex: '41542654464f524d', next: PRINT },
  { what: 'an HEIC or AVIF picture', hex: '00......6674797068656963', next: PICTURE },
  { what: 'an HEIC or AVIF picture', hex: '00......6674797061766966', next: PICTURE },
  { what: 'an MP4 recording', hex: '00......66747970', next: SOUND },
  { what: 'an MP3 recording', hex: '4944330200', next: SOUND },
  { what: 'an MP3 recording', hex: '4944330300', next: SOUND },
  { what: 'an MP3 recording', hex: '4944330400', next: SOUND },
  { what: 'an MP3 recording', hex: 'fffb', next: SOUND },
  { what: 'an Ogg recording', hex: '4f67675300', next: SOUND },
  { what: 'a FLAC recording', hex: '664c614300', next: SOUND },
  { what: 'a WAV recording', hex: '52494646........57415645', next: SOUND },
  { what: 'an AVI recording', hex: '52494646........41564920', next: SOUND },
  { what: 'a Matroska or WebM recording', hex: '1a45dfa3', next: SOUND },
  { what: 'a gzip archive', hex: '1f8b08', next: ARCHIVE },
  { what: 'a bzip2 archive', hex: '425a68..314159265359', next: ARCHIVE },
  { what: 'an xz archive', hex: 'fd377a585a00', next: ARCHIVE },
  { what: 'a Zstandard archive', hex: '28b52ffd', next: ARCHIVE },
  { what: 'a 7-Zip archive', hex: '377abcaf271c', next: ARCHIVE },
  { what: 'a RAR archive', hex: '526172211a07', next: ARCHIVE },
  { what: 'a tar archive', hex: '7573746172', offset: 257, next: ARCHIVE },
  { what: 'a Windows program', hex: '4d5a9000', next: PROGRAM },
  { what: 'a Windows program', hex: '4d5a....00', next: PROGRAM },
  { what: 'a Linux program', hex: '7f454c46', next: PROGRAM },
  { what: 'a macOS program', hex: 'cffaedfe', next: PROGRAM },
  { what: 'a macOS program', hex: 'cefaedfe', next: PROGRAM },
  { what: 'a Java class', hex: 'cafebabe', next: PROGRAM },
  { what: 'a WebAssembly module', hex: '0061736d', next: PROGRAM },
  { what: 'a font', hex: '774f463200010000', next: FONT },
  { what: 'a font', hex: '774f464600010000', next: FONT },
  { what: 'a font', hex: '4f54544f00', next: FONT },
  { what: 'a font', hex: '00010000', next: FONT },
  { what: 'an SQLite database', hex: '53514c69746520666f726d61742033', next: DATA },
  { what: 'a Parquet table', hex: '5041523115', next: DATA },
  { what: 'a Rich Text (RTF) document', hex: '7b5c727466', next: 'Save it as DOCX or PDF and add that.' },
  { what: 'a PostScript document', hex: '25215053', next: PRINT },
];

/** True when `bytes` hold `hex` at `offset`. '..' in `hex` fits any byte. */
export function hasBytes(bytes: Uint8Array, hex: string, offset = 0): boolean {
  if (bytes.length < offset + hex.length / 2) return false;
  for (let i = 0; i < hex.length; i += 2) {
    const pair = hex.slice(i, i + 2);
    if (pair !== '..' && bytes[offset + i / 2] !== Number.parseInt(pair, 16)) return false;
  }
  return true;
}

/** Throws `unsupported` when the first bytes are those of a picture, a recording, an archive, a program … */
export function refuseKnownBinary(bytes: Uint8Array, name: string): void {
  const found = SIGNATURES.find(({ hex, offset }) => hasBytes(bytes, hex, offset));
  if (!found) return;
  const format = found.what.replace(/^an? /, '');
  throw documentError('unsupported', { name, format }, `is ${found.what}, so it was left out. ${found.next}`);
}
