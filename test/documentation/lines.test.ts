import { describe, expect, it } from 'vitest';
import { callsIn, codeSpans, commandBlocks, PAGES, RULE_PAGES } from '../support/documentedCommands.ts';
import { AROUND } from '../support/documentedRuns.ts';
import { complaint, idle, partsOf } from '../support/idleCommand.ts';

/** Flags in the prose that are those of other programs. */
const OF_OTHERS = new Set(['--help', '--folder', '--network', '--interactive', '--wait', '--maxWorkers']);

const linesOf = (page: string) => commandBlocks([page]).flatMap(({ lines }) => lines);

describe('every command line is one that bindstack takes', () => {
  it('(this test sees what it should)', async () => {
    expect(callsIn('eval "$(bindstack status --cwd stack --format env)"')).toEqual([
      ['status', '--cwd', 'stack', '--format', 'env'],
    ]);
    expect(callsIn("npx bindstack generate --env 'A=b c' > x; bindstack up | tee y")).toEqual([
      ['generate', '--env', 'A=b c'],
      ['up'],
    ]);
    expect(await complaint(['generate', '--gpu', '1'])).toContain("unknown option '--gpu'");
    expect(await complaint(['logs', '--tail'])).toContain('argument missing');
    expect(await complaint(['stat'])).toContain('unknown command');
    expect(await complaint(['up', '--target', 'swarm'])).toContain('Allowed choices');
  });

  it.each([...PAGES, ...RULE_PAGES])('%s', async (page) => {
    for (const line of linesOf(page)) {
      for (const words of callsIn(line)) expect(await complaint(words), line).toBeUndefined();
    }
  });
});

describe('what the prose quotes is there', () => {
  it.each(PAGES)('%s', async (page) => {
    const cli = await idle();
    const names = cli.commands.map((command) => command.name());
    const flags = new Set(partsOf(cli).flatMap(({ options }) => options.flatMap(({ long }) => long ?? [])));
    for (const span of codeSpans(page)) {
      const [first = '', ...rest] = span.replace(/^bindstack /, '').split(' ');
      if (
        /^bindstack [a-z-]/.test(span) ||
        (names.includes(first) && rest.some((word) => word.startsWith('--')))
      ) {
        const against = await complaint([first, ...rest]);
        // In the prose a command is named without its file.
        if (against?.startsWith('error: missing required argument') !== true)
          expect(against, `${page}: ${span}`).toBeUndefined();
      } else if (/^--[a-z]/.test(span)) {
        const [flag = ''] = span.split(/[ =]/);
        if (!OF_OTHERS.has(flag)) expect([...flags], `${page}: ${span}`).toContain(flag);
      }
    }
  });
});

it('every heading for which the end-to-end tests prepare something is on a page', () => {
  const headings = commandBlocks().map(({ heading }) => heading);
  expect(Object.keys(AROUND).filter((heading) => !headings.includes(heading))).toEqual([]);
});
