import xterm from '@xterm/headless';

/**
 * A color on a dark and on a light background, as GitHub's own themes have them.
 * @typedef {readonly [dark: string, light: string]} Pair
 */

/** @type {Pair} */
const BACKGROUND = ['#161b22', '#f6f8fa'];
/** @type {Pair} */
const TEXT = ['#d7dde5', '#1f2328'];
/** By class: dim text, and the eight colors of a terminal, of which the bright ones look the same. @type {Record<string, Pair>} */
const COLORS = {
  d: ['#9198a1', '#59636e'],
  c0: ['#8b949e', '#59636e'],
  c1: ['#ff7b72', '#cf222e'],
  c2: ['#3fb950', '#1a7f37'],
  c3: ['#d29922', '#8a5d00'],
  c4: ['#58a6ff', '#0969da'],
  c5: ['#bc8cff', '#8250df'],
  c6: ['#39c5cf', '#1b7c83'],
  c7: ['#b1bac4', '#424a53'],
};
const CELL = { width: 8.4, height: 18, size: 14, margin: 14 };

/**
 * What a terminal shows after this output, as an SVG without scripts and embedded fonts. It follows the color scheme of
 * the page that shows it.
 * @param {string} output with its control sequences
 * @param {{cols: number, title: string}} options
 * @returns {Promise<string>}
 */
export async function terminalSvg(output, { cols, title }) {
  const terminal = new xterm.Terminal({
    cols,
    rows: 90,
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
  const rows = shown.map((line, y) => row(line, y)).filter(Boolean);
  const width = Math.ceil(cols * CELL.width + 2 * CELL.margin);
  const height = Math.ceil(shown.length * CELL.height + 2 * CELL.margin);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escaped(title)}</title>
<style>${styles(rows.join(''))}</style>
<rect width="${width}" height="${height}" rx="8"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="${CELL.size}">
${rows.join('\n')}
</g>
</svg>
`;
}

/**
 * The rules for the classes that the rows use.
 * @param {string} rows
 */
function styles(rows) {
  const isUsed = (/** @type {string} */ name) => new RegExp(`class="[^"]*\\b${name}\\b`).test(rows);
  const fills = (/** @type {0 | 1} */ scheme) =>
    [
      `rect{fill:${BACKGROUND[scheme]}}`,
      `text{fill:${TEXT[scheme]}}`,
      ...Object.entries(COLORS).map(([name, pair]) => (isUsed(name) ? `.${name}{fill:${pair[scheme]}}` : '')),
    ].join('');
  const bold = isUsed('b') ? '.b{font-weight:bold}' : '';
  const underline = isUsed('u') ? '.u{text-decoration:underline}' : '';
  return `${fills(1)}${bold}${underline}@media(prefers-color-scheme:dark){${fills(0)}}`;
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
    const color = cell.isFgPalette() ? `c${cell.getFgColor() % 8}` : undefined;
    const style = [color ?? (cell.isDim() && 'd'), cell.isUnderline() && 'u', cell.isBold() && 'b'].filter(
      Boolean,
    );
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
      const start = CELL.margin + x * CELL.width;
      // A fixed width, so another font does not shift the rest of the line.
      const length = (shown.length * CELL.width).toFixed(1);
      return `<text x="${start.toFixed(1)}" y="${baseline.toFixed(1)}" textLength="${length}"${style ? ` class="${style}"` : ''}>${escaped(shown)}</text>`;
    })
    .join('');
}

/** @param {string} text */
function escaped(text) {
  const entities = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // Spaces that SVG keeps everywhere.
  return entities.replaceAll(' ', '\u00a0');
}
