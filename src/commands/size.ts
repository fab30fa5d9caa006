import { MAX_INFERENCE_REPLICAS } from '../capabilities/inference.ts';
import { sizePlanOf } from '../capabilities/size.ts';
import type { GivenValues } from '../config/given.ts';
import { resolveConfig } from '../config/resolve.ts';
import type { Context } from '../context.ts';
import { Failure } from '../errors.ts';
import { readManifest } from '../files/manifest.ts';
import { countText } from '../formats/count.ts';
import { PERIOD_FORM, parsePeriod } from '../formats/period.ts';
import { parseRate, RATE_FORM } from '../formats/rate.ts';
import type { FlagValues } from '../options/flags.ts';
import { replayCommand } from '../options/replay.ts';
import type { StackConfig } from '../options/table.ts';
import { valuesFor, warnAbout } from '../saved/load.ts';
import { alternativesTo } from '../sizing/alternatives.ts';
import { importTime, serversFor } from '../sizing/importTime.ts';
import { LEAST_MEMORY, LEAST_STORAGE, type SizePlan } from '../sizing/plan.ts';
import { adviceJson, adviceText, explanation, type SizeAdvice } from './sizeText.ts';

export interface SizeOptions {
  readonly rate?: string;
  readonly within?: string;
  readonly explain?: boolean;
  readonly url?: string;
  readonly apiKeyEnv?: string;
  readonly ca?: string;
  readonly growth?: string;
}

type SizeContext = Pick<Context, 'cwd' | 'env' | 'out' | 'run' | 'configFile' | 'signal'>;

/** `bindstack size`: what a number of objects takes, or how far a server is from its limits. */
export async function size(context: SizeContext, flags: FlagValues, options: SizeOptions): Promise<void> {
  rejectUnused(flags, options);
  if (options.url === undefined) await sizeOfPlan(context, flags, options);
  else await sizeOfServer(context, flags, options);
}

/** Flags about a plan; a running server has what it has. */
const OF_PLAN = { rate: '--rate', within: '--within', explain: '--explain' } as const;

/** @throws Failure `no-effect` (usage) */
function rejectUnused(flags: FlagValues, options: SizeOptions): void {
  const { url, growth, apiKeyEnv, ca } = options;
  if (url === undefined) {
    const flag = growth !== undefined ? '--growth' : apiKeyEnv !== undefined ? '--api-key-env' : '--ca';
    if (growth ?? apiKeyEnv ?? ca)
      throw noEffect(
        `${flag} has no effect without --url`,
        `leave out ${flag}, or add --url with the REST address of Weaviate`,
      );
    return;
  }
  const own = Object.entries(OF_PLAN).find(
    ([name]) => options[name as keyof typeof OF_PLAN] !== undefined,
  )?.[1];
  const flag = own ?? (flags.has('collection.objects') ? '--objects' : undefined);
  if (flag !== undefined)
    throw noEffect(
      `${flag} has no effect with --url: the server says how many objects it has`,
      `leave out ${flag}, or leave out --url`,
    );
}

function noEffect(message: string, suggestion: string): Failure {
  return new Failure('usage', { code: 'no-effect', message, suggestion });
}

/** `size --url`: how far a running server is from its limits. */
async function sizeOfServer(context: SizeContext, flags: FlagValues, options: SizeOptions): Promise<void> {
  const { out, cwd } = context;
  const growth = parsed('--growth', options.growth, parseRate, RATE_FORM, '10k/d');
  const { config, given } = resolveConfig(await valuesFor(context, flags));
  // Limits are those of the stack in this directory; without one, only what was given is known.
  const hasStack = Object.keys(await readManifest(cwd)).length > 0 || given.has('collection.objects');
  const isKnown = (key: string) => hasStack || given.has(key);
  const limits = {
    memory: isKnown('weaviate.memory') ? config.weaviate.memory : undefined,
    // With Compose, a volume has no size.
    storage:
      isKnown('weaviate.storageSize') && !config.targets.includes('compose')
        ? config.weaviate.storageSize
        : undefined,
  };
  const connection = { ...options, target: 'compose' as const };
  const [{ withWeaviate }, { readServer }, { serverAdvice, serverJson, serverText }] = await Promise.all([
    import('./weaviateServer.ts'),
    import('./readServer.ts'),
    import('./serverText.ts'),
  ]);
  const server = await withWeaviate(context, flags, config, connection, undefined, readServer);
  const advice = serverAdvice(server, limits, growth);
  if (out.json) out.report(serverJson(advice));
  else out.show(serverText(advice, out.dataColors));
}

/** `size --objects`: what a number of objects takes. */
async function sizeOfPlan(context: SizeContext, flags: FlagValues, options: SizeOptions): Promise<void> {
  const { out } = context;
  const rate = parsed('--rate', options.rate, parseRate, RATE_FORM, '20/s');
  const within = parsed('--within', options.within, parsePeriod, PERIOD_FORM, '2d');
  const { config, given, warnings } = resolveConfig(await valuesFor(context, flags));
  const plan = sizePlanOf(config, given);
  if (!plan) throw noObjects();
  // The plan itself says it.
  warnAbout(
    context,
    warnings.filter(({ code }) => code !== 'objects-past-one-machine'),
  );
  const advice = adviceFor(plan, config, given, { rate, within });
  if (out.json) {
    out.report(adviceJson(advice, options.explain ?? false));
    return;
  }
  out.show(adviceText(advice, out.dataColors, out.width));
  if (options.explain)
    out.show(['', 'How it is calculated:', ...explanation(advice).map((line) => `- ${line}`)].join('\n'));
}

/** @throws Failure (usage) if the text of a flag is not of its form */
function parsed(
  flag: string,
  text: string | undefined,
  parse: (text: string) => number | undefined,
  form: string,
  example: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value !== undefined) return value;
  throw new Failure('usage', {
    code: 'bad-value',
    message: `${flag}: ${JSON.stringify(text)} is not ${form}`,
    suggestion: `${flag} ${example}`,
  });
}

function noObjects(): Failure {
  return new Failure('usage', {
    code: 'no-objects',
    message: 'the number of objects is missing: --objects',
    suggestion: 'bindstack size --objects 1M, or --url http://127.0.0.1:8080 for a running server',
  });
}

function adviceFor(
  plan: SizePlan,
  config: StackConfig,
  given: GivenValues,
  { rate, within }: { readonly rate: number | undefined; readonly within: number | undefined },
): SizeAdvice {
  const servers = config.targets.includes('helm') ? config.inference.replicas : 1;
  const inference = { servers, rate };
  const alternatives = alternativesTo(plan, inference);
  const chosen = alternatives.rows.find(({ isChosen }) => isChosen);
  if (!chosen) throw new Error(`the plan ${plan.variant} is not among its alternatives`);
  const one = importTime(chosen.plan, { servers: 1, rate });
  const advice = {
    plan,
    alternatives,
    chosen,
    limits: {
      memory: given.has('weaviate.memory')
        ? config.weaviate.memory
        : Math.max(chosen.plan.memory.recommended, LEAST_MEMORY),
      storage: given.has('weaviate.storageSize')
        ? config.weaviate.storageSize
        : Math.max(chosen.plan.disk.recommended, LEAST_STORAGE),
    },
    inference,
    within: within === undefined ? undefined : { seconds: within, servers: serversFor(one, within) },
  };
  return { ...advice, command: commandFor(advice, given) };
}

/** The command for the plan: the flags of this call, and what the plan adds to them. */
function commandFor(
  { chosen: { plan }, within, inference }: Omit<SizeAdvice, 'command'>,
  given: GivenValues,
): string {
  const { input, compression } = plan;
  const values = new Map(
    [...given].filter(([, { source }]) => source === 'flag').map(([key, { value }]) => [key, value] as const),
  );
  values.set('collection.objects', countText(input.objects));
  values.set('collection.compression', compression);
  const found = within?.servers ?? inference.servers;
  // More than one release has.
  const servers = found > MAX_INFERENCE_REPLICAS ? inference.servers : found;
  const isCluster = input.replicas > 1;
  // Compose has one Weaviate and one inference server.
  if (isCluster || servers > 1) values.set('targets', ['helm']);
  if (isCluster) values.set('weaviate.replicas', input.replicas);
  if (servers > 1) values.set('inference.replicas', servers);
  return replayCommand(values, []);
}
