import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { OptionInput } from '../src/capabilities/option.ts';
import { parseConfigFile } from '../src/config/configFile.ts';
import { printedConfig } from '../src/config/configText.ts';
import { editedConfig } from '../src/config/editConfig.ts';
import type { GivenValues } from '../src/config/given.ts';
import { givenValues } from '../src/config/given.ts';
import { resolveConfig } from '../src/config/resolve.ts';
import { valuesToSave } from '../src/config/valuesToSave.ts';
import { parseDuration, secondsText } from '../src/formats/duration.ts';
import { isRegistry, isRepository, isTag } from '../src/formats/imageReference.ts';
import { dockerSize, kubernetesSize, parseSize } from '../src/formats/size.ts';
import { variableOf } from '../src/options/environment.ts';
import { flagsFor, replayCommand } from '../src/options/replay.ts';
import { OPTIONS, optionOf } from '../src/options/table.ts';
import { textFromValue } from '../src/options/text.ts';
import { valuesForReplay } from '../src/wizard/answers.ts';
import { Interview, type InterviewOptions } from '../src/wizard/interview.ts';
import { answeringPrompt, enterPrompt } from './support/answeringPrompt.ts';
import { anyConfig, asGiven, COVERED, configFrom, type RawValues } from './support/anyConfig.ts';
import { flagValues } from './support/config.ts';
import { capturedOutput } from './support/output.ts';
import { fc, PROPERTY_TIMEOUT, runs } from './support/properties.ts';
import { checkShapes, rendered } from './support/rendered.ts';

const holdsFor = (check: (values: RawValues) => void | Promise<void>, numRuns = runs) =>
  fc.assert(
    fc.asyncProperty(anyConfig, async (values) => check(values)),
    { numRuns },
  );

/** An interview with every question takes much longer than reading a command. */
const INTERVIEWS = Math.ceil(runs / 4);

const NOTHING: GivenValues = new Map();

/** The files generated from given values. */
const filesOf = (given: GivenValues) => rendered(resolveConfig(given).config);

/** Splits a command line into words with a real shell. */
function wordsOf(command: string): string[] {
  // Separated by NUL, which no word contains.
  const out = execFileSync('sh', ['-c', `for word in ${command}; do printf '%s\\0' "$word"; done`], {
    encoding: 'utf8',
  });
  return out.split('\0').slice(0, -1);
}

/** The values that the words of a `bindstack generate …` command give. */
function givenBy(words: readonly string[], file: GivenValues = NOTHING): GivenValues {
  expect(words.slice(0, 2)).toEqual(['bindstack', 'generate']);
  return new Map([...file, ...givenValues(flagValues(words.slice(2)), {})]);
}

const { out } = capturedOutput();

/** The answers after all questions, those of “More settings” included. */
async function everyAnswer(options: Pick<InterviewOptions, 'prompt' | 'file'>): Promise<GivenValues> {
  const interview = new Interview({ ...options, out, preset: NOTHING });
  await interview.askMain();
  await interview.more();
  return interview.settle();
}

const GPU: readonly [string, OptionInput][] = [
  ['targets', ['compose']],
  ['gpu.enabled', true],
];

it('covers every option', () => {
  expect([...COVERED].sort()).toEqual(OPTIONS.map(({ key }) => key).sort());
});

describe('any valid configuration', () => {
  it(
    'renders valid files, which are the same a second time',
    async () => {
      // Rendering parses each file back and compares it with the model.
      await holdsFor((values) => {
        const config = configFrom(values);
        const files = rendered(config);
        expect(rendered(config)).toEqual(files);
        checkShapes(files);
        expect(Object.keys(files).length).toBeGreaterThan(1);
        for (const text of Object.values(files)) expect(text).toMatch(/[^\n]\n$/);
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'gives the same files as flags',
    async () => {
      await holdsFor((values) => {
        const flags = [...values].flatMap(([key, value]) => flagsFor(optionOf(key), value));
        expect(filesOf(givenValues(flagValues(flags), {}))).toEqual(filesOf(asGiven(values)));
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'gives the same files as environment variables',
    async () => {
      await holdsFor((values) => {
        const env = Object.fromEntries(
          [...values].map(([key, value]) => [variableOf(key), textFromValue(value)]),
        );
        expect(filesOf(givenValues(new Map(), env))).toEqual(filesOf(asGiven(values)));
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'gives the same files as bindstack.yaml',
    async () => {
      await holdsFor((values) => {
        const { given, faults } = parseConfigFile(printedConfig(undefined, values));
        expect(faults).toEqual([]);
        expect(filesOf(given)).toEqual(filesOf(asGiven(values)));
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'gives the same files as a shell command',
    async () => {
      await holdsFor((values) => {
        expect(filesOf(givenBy(wordsOf(replayCommand(values, []))))).toEqual(filesOf(asGiven(values)));
      });
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'gives the same files as answers in the wizard, and as the command that it prints',
    async () => {
      await holdsFor(async (values) => {
        const wanted = filesOf(asGiven(values));
        const prompt = answeringPrompt(values);
        const answers = await everyAnswer({ prompt, file: NOTHING });
        expect(filesOf(answers)).toEqual(wanted);
        expect(filesOf(givenBy(wordsOf(replayCommand(valuesForReplay(answers, NOTHING), []))))).toEqual(
          wanted,
        );
      }, INTERVIEWS);
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'does not change if Enter is pressed at every question and its bindstack.yaml exists',
    async () => {
      await holdsFor(async (values) => {
        const file = asGiven(values);
        const answers = await everyAnswer({ prompt: enterPrompt(), file });
        expect(filesOf(answers)).toEqual(filesOf(file));
        const replay = wordsOf(replayCommand(valuesForReplay(answers, file), []));
        expect(filesOf(givenBy(replay, file))).toEqual(filesOf(file));
      }, INTERVIEWS);
    },
    PROPERTY_TIMEOUT,
  );

  it(
    'can be changed to any other by the wizard, and by the command that it prints',
    async () => {
      await fc.assert(
        fc.asyncProperty(anyConfig, anyConfig, async (before, values) => {
          const file = asGiven(before);
          const answers = await everyAnswer({ prompt: answeringPrompt(values), file });
          const files = filesOf(answers);
          const replay = wordsOf(replayCommand(valuesForReplay(answers, file), []));
          expect(filesOf(givenBy(replay, file))).toEqual(files);
          // After saving, the directory gives the same files without flags.
          const { given } = resolveConfig(answers);
          const old = printedConfig(undefined, before);
          const { values: next } = valuesToSave(given, new Set(), parseConfigFile(old).given);
          const kept = parseConfigFile(editedConfig(old, next)).given;
          // Variables that look like secrets are only in the files, not in bindstack.yaml.
          const variables = [...given].filter(([key]) => key === 'weaviate.env');
          expect(filesOf(new Map([...kept, ...variables]))).toEqual(files);
        }),
        {
          // The examples count.
          numRuns: 3 + INTERVIEWS,
          examples: [
            // A GPU count in the file and specific GPU IDs in the answers, and vice versa.
            [
              new Map<string, OptionInput>([...GPU, ['gpu.count', 'all']]),
              new Map([...GPU, ['gpu.devices', ['0']]]),
            ],
            [
              new Map<string, OptionInput>([...GPU, ['gpu.devices', ['0']]]),
              new Map([...GPU, ['gpu.count', 2]]),
            ],
            [
              new Map<string, OptionInput>([...GPU, ['gpu.core', 'cuda:0']]),
              new Map([['gpu.enabled', true]]),
            ],
          ],
        },
      );
    },
    PROPERTY_TIMEOUT,
  );
});

it('Enter at every question, `generate --yes` and an empty bindstack.yaml give the same files', async () => {
  const files = filesOf(givenValues(flagValues(''), {}));
  expect(filesOf(parseConfigFile('').given)).toEqual(files);
  const interview = new Interview({ out, prompt: enterPrompt(), file: NOTHING, preset: NOTHING });
  await interview.askMain();
  for (const askMore of [false, true]) {
    if (askMore) await interview.more();
    const answers = await interview.settle();
    expect(answers).toEqual(new Map());
    expect(filesOf(answers)).toEqual(files);
  }
});

describe('round trips', () => {
  const bytes = fc.integer({ min: 1, max: 2 ** 50 });

  it('of sizes, in the formats of both targets', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          fc.integer({ min: 1, max: 2 ** 20 }).map((n) => n * 1024 ** 2),
        ),
        (size) => {
          expect(parseSize(dockerSize(size))).toBe(size);
          // Kubernetes writes plain bytes as a bare number.
          const text = kubernetesSize(size);
          expect(/\D/.test(text) ? parseSize(text) : Number(text)).toBe(size);
        },
      ),
    );
  });

  it('of durations', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seconds) => {
        expect(parseDuration(secondsText(seconds))).toBe(seconds);
      }),
    );
  });

  it(
    'of image references: their parts can be parsed again',
    async () => {
      await holdsFor((values) => {
        const { weaviate } = configFrom(values);
        const reference = `${weaviate.registry}/${weaviate.repository}:${weaviate.tag}`;
        // In a reference, the registry ends at the first slash and the tag starts after the last colon.
        const [, registry = '', repository = '', tag = ''] =
          /^([^/]+)\/(.+?):([^:/]+(?:@sha256:[a-f0-9]{64})?)$/.exec(reference) ?? [];
        expect([registry, repository, tag]).toEqual([weaviate.registry, weaviate.repository, weaviate.tag]);
        expect([isRegistry(registry), isRepository(repository), isTag(tag)]).toEqual([true, true, true]);
      });
    },
    PROPERTY_TIMEOUT,
  );
});
