import { clipTokens, MOST_TOKENS } from '../../../stub/clipTokens.ts';
import { error, type FileFault, warning } from '../finding.ts';

const WHY = `every text of more than ${MOST_TOKENS} tokens gets the same vector: the end of it is cut off, with the mark that the vector is read from`;
const SHORTER = 'cut it into sentences, a file each, or keep what it is about';

/** What is wrong with a text. */
export function examineText(bytes: Buffer): FileFault | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return error('is not UTF-8', 'Weaviate stores text as UTF-8', 'iconv -f ENCODING -t UTF-8 FILE');
  }
  if (text.trim() === '')
    return error('holds no word', 'its vector would mean nothing', 'write something into it');
  if (/^\s*data:[\w/+.-]+;base64,/.test(text)) {
    return error(
      'holds a data: address',
      'it would be read as a text',
      'decode it into a file of its own kind',
    );
  }
  const { least, about } = clipTokens(text);
  if (least > MOST_TOKENS) return error(`is too long: ${least} tokens or more`, WHY, SHORTER);
  if (about <= MOST_TOKENS) return undefined;
  return warning(`may be too long: about ${about} tokens`, WHY, SHORTER);
}
