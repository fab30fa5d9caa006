import { afterAll, describe, expect, it } from 'vitest';
import type { CommandBlock } from './documentedCommands.ts';
import { AROUND, reasonAgainst } from './documentedRuns.ts';
import { type Environment, furnished, otherShape, runAsWritten } from './documentedShell.ts';
import { Place } from './place.ts';

/** A test of a block. Its name says which lines are not run, and why. */
function testOf(block: CommandBlock, place: () => Place, environment: () => Promise<Environment>): void {
  const { heading, lines, answer } = block;
  const against = new Map(lines.map((line) => [line, reasonAgainst(block, line)]));
  const wanted = lines.filter((line) => against.get(line) === undefined);
  const left = [...new Set(against.values())].filter((reason) => reason !== undefined);
  const title = `${heading}: ${lines[0]}${left.length > 0 ? ` [not all run: ${left.join('; ')}]` : ''}`;
  const { before, after } = AROUND[heading] ?? {};
  it.skipIf(wanted.length === 0)(title, async () => {
    const env = await environment();
    await before?.(place(), env);
    let printed = '';
    for (const line of wanted) printed = await runAsWritten(line, heading, place(), env);
    if (answer !== undefined) expect(otherShape(answer, JSON.parse(printed)), printed).toBeUndefined();
    if (wanted.length === lines.length) expect(await after?.(place())).toBeUndefined();
  });
}

/** Tests of blocks that share a place, in order. */
export function describeBlocks(title: string, blocks: readonly CommandBlock[]): void {
  describe(title, () => {
    let made: { readonly place: Place; readonly env: Promise<Environment> } | undefined;
    const here = () => {
      if (!made) {
        const place = new Place();
        made = { place, env: furnished(place) };
      }
      return made;
    };
    afterAll(() => made?.place.leave());
    for (const block of blocks)
      testOf(
        block,
        () => here().place,
        () => here().env,
      );
  });
}
