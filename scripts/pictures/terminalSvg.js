import xterm from '@xterm/headless';

// Colours of a dark terminal, readable on light and dark pages.
const BACKGROUND = '#161b22';
const TEXT = '#d7dde5';
const PALETTE = [
  ...['#484f58', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#6e7681', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#f0f6fc'],
];
const CELL = { width: 8.4, height: 18, size: 14, margin: 14 };

/**
 * What a terminal shows after this output, as an SVG without scripts and embedded fonts.
 * @param {string} output with its control sequences
 * @param {{cols: number, title: string}} options
 * @returns {Promise<string>}
 */
export async function terminalSvg(output, { cols, title }) {
  const terminal = new xterm.Terminal({
    cols,
    rows: 70,
    scrollback: 0,
    allowProposedApi: true,
    convertEol: true,
  });
  await new Promise((resolve) => terminal.write(output, () => resolve(undefined)));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: terminal.rows }, (_, y) => active.getLine(y));
  const isEmpty = (/** @type {number} */ y) => lines[y]?.translateToString(true) === '';
  // Collapse empty lines: a question that was longer than its answer leaves some behind.
  const shown = lines.filter((_, y) => !isEmpty(y) || (y > 0 && !isEmpty(y - 1)));
  if (shown.at(-1)?.translateToString(true) === '') shown.pop();
  const rows = shown.map((line, y) => row(line, y));
  const width = Math.ceil(cols * CELL.width + 2 * CELL.margin);
  const height = Math.ceil(shown.length * CELL.height + 2 * CELL.margin);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${CELL.size}" fill="${TEXT}">
${rows.filter(Boolean).join('\n')}
</g>
</svg>
`;
}

/**
 * @param {import('@xterm/headless').IBufferLine | undefined} line
 * @param {number} y
 */
function row(line, y) {
  /** @type {{style: string, text: string, x: number}[]} */
  const runs = [];
  for (let x = 0; x < (line?.length ?? 0); x += 1) {
    const cell = line?.getCell(x);
    if (!cell || cell.getWidth() === 0) continue;
    const color = cell.isFgPalette() ? PALETTE[cell.getFgColor()] : undefined;
    const style = [
      color && `fill="${color}"`,
      cell.isBold() && 'font-weight="bold"',
      cell.isDim() && 'opacity="0.6"',
      cell.isUnderline() && 'text-decoration="underline"',
    ].filter(Boolean);
    const text = cell.getChars() || ' ';
    const run = runs.at(-1);
    if (run && run.style === style.join(' ')) run.text += text;
    else runs.push({ style: style.join(' '), text, x });
  }
  const baseline = CELL.margin + (y + 0.75) * CELL.height;
  return runs
    .filter(({ text }) => text.trim() !== '')
    .map(({ style, text, x }) => {
      const shown = text.trimEnd();
      const at = CELL.margin + x * CELL.width;
      // A fixed width, so another font does not shift the rest of the line.
      const length = (shown.length * CELL.width).toFixed(1);
      return `<text x="${at.toFixed(1)}" y="${baseline.toFixed(1)}" textLength="${length}"${style ? ` ${style}` : ''}>${escaped(shown)}</text>`;
    })
    .join('');
}

/** @param {string} text */
function escaped(text) {
  const entities = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // Spaces that SVG keeps everywhere.
  return entities.replaceAll(' ', '\u00a0');
}
